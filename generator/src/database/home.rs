//! Where a private cluster's files and sockets lie.

use std::env;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, lchown};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::error::Error;

use super::account::Account;

/// Where data lies of a project that the account cannot reach.
const AWAY: &str = "/var/lib/scaffold";

/// What is left of the 104 bytes of the shortest socket address for the folder.
const LONGEST_SOCKET_FOLDER: usize = 104 - "/.s.PGSQL.5432.lock\0".len();

/// A project's private folder: never committed, data of development alone.
pub(super) fn folder(project: &Path) -> PathBuf {
    project.join(".dev")
}

/// Makes the private folder, hidden from version control.
pub(super) fn prepare(project: &Path) -> Result<(), Error> {
    let folder = folder(project);
    refuse_link(&folder)?;
    let ignore = folder.join(".gitignore");
    fs::create_dir_all(&folder)
        .and_then(|()| if ignore.exists() { Ok(()) } else { fs::write(&ignore, "*\n") })
        .map_err(|fault| {
            Error::environment(format!("cannot create `{}`", folder.display())).because(fault)
        })
}

/// Lets one command at a time start or stop the project's server, until it is dropped.
pub(super) fn lock(project: &Path) -> Result<File, Error> {
    prepare(project)?;
    let path = folder(project).join("lock");
    File::create(&path).and_then(|file| file.lock().map(|()| file)).map_err(|fault| {
        Error::environment(format!("cannot lock `{}`", path.display())).because(fault)
    })
}

/// Where a project's data lies: where it is already; else in its private folder, unless we run as
/// root and the account that Postgres runs as instead cannot reach that.
pub(super) fn data(project: &Path, account: Option<&Account>) -> Result<PathBuf, Error> {
    let folder = folder(project);
    let (here, away) = (folder.join("postgres"), Path::new(AWAY).join(digest(project)));
    let is_away = account.is_some_and(|account| match here.exists() {
        true => away.exists() && !account.reaches(&here),
        false => away.exists() || !account.reaches(&folder),
    });
    let data = if is_away { away } else { here };
    refuse_link(&data)?;
    Ok(data)
}

/// Refuses a data folder in which Postgres would fail with words that lead nowhere.
pub(super) fn refuse_unfit(data: &Path, account: Option<&Account>) -> Result<(), Error> {
    let shown = data.display();
    // It tells where it is in a file of lines, and waits for itself in vain where that is two.
    if data.as_os_str().as_encoded_bytes().contains(&b'\n') {
        let place = shown.to_string();
        let place = place.escape_debug();
        let fault = format!("Postgres cannot keep data where a name has a line break: `{place}`");
        return Err(Error::environment(fault)
            .hint("rename the folder, or set `DATABASE_URL` to a database that is elsewhere"));
    }
    // A copy from elsewhere is another account's.
    let is_reached =
        account.map_or_else(|| data.join(".").is_dir(), |account| account.reaches(data));
    if is_reached || !data.exists() {
        return Ok(());
    }
    let fault = Error::environment(format!("Postgres may not enter `{shown}`"));
    Err(match account {
        Some(Account { user, group }) => fault
            .hint(format!("it refuses root, and so runs as user {user}"))
            .hint(format!("let that one in, as with: chown -R {user}:{group} '{shown}'")),
        None => fault.hint("it is somebody else's: make it yours, or move it away"),
    })
}

/// Where a cluster's socket lies: a short path, the same for the same data folder.
pub(super) fn sockets(data: &Path, account: Option<&Account>) -> PathBuf {
    let name = format!("scaffold-{}", digest(data));
    let runtime = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    runtime
        .filter(|_| account.is_none())
        .map(|folder| folder.join(&name))
        .filter(|folder| is_usable(folder))
        .unwrap_or_else(|| Path::new("/tmp").join(name))
}

/// Makes a folder that nobody but the cluster's account can enter, or checks that it is one.
pub(super) fn private_folder(folder: &Path, account: Option<&Account>) -> Result<(), Error> {
    let cannot =
        |fault| Error::environment(format!("cannot create `{}`", folder.display())).because(fault);
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent).map_err(cannot)?;
    }
    match fs::create_dir(folder) {
        Ok(()) => {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(cannot)?;
            if let Some(account) = account {
                lchown(folder, Some(account.user), Some(account.group)).map_err(cannot)?;
            }
        }
        Err(fault) if fault.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(fault) => return Err(cannot(fault)),
    }
    let metadata = fs::symlink_metadata(folder).map_err(cannot)?;
    let owner = account.map_or_else(|| rustix::process::geteuid().as_raw(), |account| account.user);
    let is_private =
        metadata.is_dir() && metadata.uid() == owner && metadata.mode() & 0o777 == 0o700;
    if !is_private {
        return Err(Error::environment(format!("`{}` is not private to us", folder.display()))
            .hint("somebody else may have made it: remove it and run this again"));
    }
    Ok(())
}

fn refuse_link(path: &Path) -> Result<(), Error> {
    if fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink()) {
        return Err(Error::environment(format!("`{}` is a symbolic link", path.display()))
            .hint("remove it: a database is never put behind a link"));
    }
    Ok(())
}

/// Short enough for a socket, and of characters that need no quoting anywhere.
fn is_usable(folder: &Path) -> bool {
    let Some(text) = folder.to_str() else {
        return false;
    };
    folder.parent().is_some_and(Path::is_dir)
        && text.len() <= LONGEST_SOCKET_FOLDER
        && text.starts_with('/')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.'))
}

/// Sixteen hexadecimal digits that stand for a path.
pub(super) fn digest(path: &Path) -> String {
    Sha256::digest(path.as_os_str().as_encoded_bytes()).iter().take(8).fold(
        String::new(),
        |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Data that is there is never hidden by a new, empty folder.
    #[test]
    fn data_lies_where_it_is_already() {
        let project = env::temp_dir().join(format!("scaffold-home-{}", std::process::id()));
        let nobody = Account { user: 65_534, group: 65_534 };
        fs::create_dir_all(folder(&project)).unwrap();
        fs::set_permissions(&project, fs::Permissions::from_mode(0o700)).unwrap();
        let empty = data(&project, Some(&nobody)).unwrap();
        fs::create_dir(folder(&project).join("postgres")).unwrap();
        let kept = data(&project, Some(&nobody)).unwrap();
        fs::remove_dir_all(&project).unwrap();
        assert_eq!(empty, Path::new(AWAY).join(digest(&project)));
        assert_eq!(kept, folder(&project).join("postgres"));
    }
}
