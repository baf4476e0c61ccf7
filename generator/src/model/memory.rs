//! What follows from the rest of a model, and is asked for again and again.

use std::sync::OnceLock;

/// A value that is worked out when it is first asked for. As it follows from what stands
/// beside it, it makes no difference between two models.
#[derive(Debug)]
pub struct Memory<T>(OnceLock<T>);

impl<T> Memory<T> {
    /// The value.
    pub fn recall(&self, work_out: impl FnOnce() -> T) -> &T {
        self.0.get_or_init(work_out)
    }
}

/// A copy may be changed, and then something else follows.
impl<T> Clone for Memory<T> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> PartialEq for Memory<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for Memory<T> {}

#[cfg(test)]
mod tests {
    use super::Memory;

    #[test]
    fn a_copy_remembers_nothing() {
        let memory = Memory::default();
        assert_eq!(*memory.recall(|| 1), 1);
        assert_eq!(*memory.clone().recall(|| 2), 2);
        assert_eq!(*memory.recall(|| 2), 1);
    }
}
