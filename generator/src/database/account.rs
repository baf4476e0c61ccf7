//! The account that Postgres runs as when the tool runs as root, which Postgres refuses.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use rustix::process::geteuid;

use crate::error::Error;

/// An account without rights of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) user: u32,
    pub(super) group: u32,
}

impl Account {
    /// The account to drop to: none unless we are root, then `postgres`, else `nobody`.
    pub(super) fn to_drop_to() -> Result<Option<Self>, Error> {
        if !geteuid().is_root() {
            return Ok(None);
        }
        let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
        ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| find(&accounts, name))
            .map(Some)
            .ok_or_else(|| {
                Error::environment("Postgres refuses to run as root, and there is no other account")
                    .hint("run this as a usual user, or create the account `postgres`")
            })
    }

    /// Whether it can enter `folder`.
    pub(super) fn reaches(self, folder: &Path) -> bool {
        let mut probe = Command::new("true");
        probe.current_dir(folder);
        self.take_on(&mut probe);
        // The folder is entered first: what is not found then is the program.
        !probe.status().is_err_and(|fault| fault.kind() == ErrorKind::PermissionDenied)
    }

    /// Makes `command` run as this account.
    pub(super) fn take_on(self, command: &mut Command) {
        command.uid(self.user).gid(self.group);
    }
}

fn find(accounts: &str, name: &str) -> Option<Account> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        let user = fields.nth(1)?.parse().ok()?;
        let group = fields.next()?.parse().ok()?;
        (user != 0).then_some(Account { user, group })
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::DirBuilderExt as _;

    use super::*;

    #[test]
    fn a_folder_is_reached_unless_it_may_not_be_entered() {
        let me = |id: u32| Account { user: id, group: id };
        let is_root = geteuid().is_root();
        let mine = std::env::temp_dir().join(format!("scaffold-account-{}", std::process::id()));
        fs::DirBuilder::new().mode(0o700).create(&mine).unwrap();
        assert_eq!(me(1234).reaches(Path::new("/")), is_root);
        assert!(!me(1234).reaches(&mine));
        fs::remove_dir(mine).unwrap();
    }

    #[test]
    fn an_account_is_found_by_its_whole_name_and_is_never_root() {
        let accounts = "root:x:0:0::/root:/bin/sh\npostgresql:x:7:7::/:\npostgres:x:101:104::/:\n";
        assert_eq!(find(accounts, "postgres"), Some(Account { user: 101, group: 104 }));
        assert_eq!(find(accounts, "root"), None);
        assert_eq!(find(accounts, "nobody"), None);
    }
}
