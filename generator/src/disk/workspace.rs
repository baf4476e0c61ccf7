//! The cargo workspace of somebody that a folder lies in.

use std::path::{Path, PathBuf};

use toml_edit::{Document, Item};

use super::read::read_text;

/// A workspace that takes a folder for one of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    /// Its manifest.
    pub manifest: PathBuf,
    /// The folder, as it is called there.
    pub member: String,
    /// Whether it is listed by its name, and not only meant by a pattern.
    pub is_listed: bool,
}

impl Workspace {
    /// The nearest one around a folder, if it takes that for a member.
    #[must_use]
    pub fn around(folder: &Path) -> Option<Self> {
        let folder = folder.canonicalize().ok()?;
        let mut above = folder.ancestors().skip(1).map(|above| above.join("Cargo.toml"));
        let (manifest, text) = above.find_map(|manifest| {
            let text = String::from_utf8(read_text(&manifest).ok()?).ok()?;
            let text = Document::parse(text).ok()?;
            text.get("workspace").is_some().then_some((manifest, text))
        })?;
        let member = folder.strip_prefix(manifest.parent()?).ok()?.to_str()?.to_owned();
        let named = |key: &str| -> Vec<&str> {
            let list = text.get("workspace").and_then(|it| it.get(key)).and_then(Item::as_array);
            let named = list.into_iter().flatten().filter_map(|path| path.as_str());
            named.map(|path| path.trim_start_matches("./").trim_end_matches('/')).collect()
        };
        let is_in = |path: &&str| Path::new(&member).starts_with(path);
        let members = named("members");
        let is_listed = members.iter().any(is_in);
        // Cargo does not leave out what is listed.
        let is_member = members.iter().any(|it| fits(it.as_bytes(), member.as_bytes()))
            && (is_listed || !named("exclude").iter().any(is_in));
        is_member.then_some(Self { manifest, member, is_listed })
    }
}

/// Whether a path is one that a pattern of cargo means.
fn fits(pattern: &[u8], path: &[u8]) -> bool {
    let mut rests = (0..=path.len()).map(|at| path.split_at(at));
    match pattern {
        [] => path.is_empty(),
        [b'*', b'*', rest @ ..] => rests.any(|(_, path)| fits(rest, path)),
        [b'*', rest @ ..] => rests.any(|(name, path)| !name.contains(&b'/') && fits(rest, path)),
        [sign, rest @ ..] => path
            .split_first()
            .is_some_and(|(first, path)| [*first, b'?'].contains(sign) && fits(rest, path)),
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_pattern_means_paths_as_cargo_has_it() {
        let fits = |pattern: &str, path: &str| fits(pattern.as_bytes(), path.as_bytes());
        for pattern in ["services/shop", "services/*", "s*/sh?p", "**", "*/*", "services/**"] {
            assert!(fits(pattern, "services/shop"), "{pattern}");
        }
        for pattern in ["services", "*", "services/shop/*", "services/s", "?/shop", ""] {
            assert!(!fits(pattern, "services/shop"), "{pattern}");
        }
    }
}
