//! What can go wrong outside a model file: in the command line, in the world, in the tool.

use std::fmt;

/// A failure that ends a command, in words for the person who ran it.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
    hints: Vec<String>,
}

/// Whose fault it is, which decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Something is left for the user to settle: code 1.
    Conflict,
    /// The model file or the command line: code 2.
    Usage,
    /// The machine, its files or its programs: code 3.
    Environment,
    /// A signal asked for it: code 128 and the signal's number.
    Interrupted(Signal),
    /// A fault of this tool: code 101.
    Bug,
}

/// A way of being asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// The terminal went away.
    Hangup,
    /// Ctrl-C.
    Interrupt,
    /// A polite kill.
    Terminate,
}

impl Signal {
    /// What a process that ends because of it ends with.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Hangup => 129,
            Self::Interrupt => 130,
            Self::Terminate => 143,
        }
    }
}

impl Error {
    /// Something is left for the user to settle.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(Kind::Conflict, message)
    }

    /// The model file or the command line is at fault.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// The machine does not allow it.
    pub fn environment(message: impl Into<String>) -> Self {
        Self::new(Kind::Environment, message)
    }

    /// A signal asked to stop.
    #[must_use]
    pub fn interrupted(signal: Signal) -> Self {
        Self::new(Kind::Interrupted(signal), "interrupted")
    }

    /// Adds what caused it.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Tells a fault first at which this one began: it was to undo what that one had stopped.
    #[must_use]
    pub fn after(mut self, first: &Self) -> Self {
        let told = first.reason();
        self.message = format!("{told}; and what was begun is not taken back: {}", self.message);
        self
    }

    /// What it is and what caused it, in one sentence.
    #[must_use]
    pub fn reason(&self) -> String {
        let mut told = self.message.clone();
        let mut source = std::error::Error::source(self);
        while let Some(cause) = source {
            told = format!("{told}: {cause}");
            source = cause.source();
        }
        told
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Whose fault it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What to do about it.
    #[must_use]
    pub fn hints(&self) -> &[String] {
        &self.hints
    }

    /// The code that the process ends with.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::Conflict => 1,
            Kind::Usage => 2,
            Kind::Environment => 3,
            Kind::Interrupted(signal) => signal.exit_code(),
            Kind::Bug => 101,
        }
    }

    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None, hints: Vec::new() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| &**source as &(dyn std::error::Error + 'static))
    }
}

/// A promise of this tool to itself that it broke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bug(String);

impl Bug {
    /// Says which promise.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Bug {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Bug {}

impl From<Bug> for Error {
    fn from(bug: Bug) -> Self {
        Self::new(Kind::Bug, bug.0)
            .hint("this is a bug in scaffold: please report it, with the model file if you can")
    }
}
