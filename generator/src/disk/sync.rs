//! How files that were written reach the disk.

use std::fs::File;
use std::io;

/// Writes down everything that the file system of `folder` holds in memory, with one wait for
/// the disk where each file on its own would take hundreds.
///
/// `false` where that cannot be asked for, or where others have left so much to be written
/// that waiting for it would take longer than waiting for our own files.
#[cfg(target_os = "linux")]
pub(super) fn whole_file_system(folder: &File) -> io::Result<bool> {
    if waiting().is_none_or(|kilobytes| kilobytes > MOST_WAITING) {
        return Ok(false);
    }
    match rustix::fs::syncfs(folder) {
        Ok(()) => Ok(true),
        Err(rustix::io::Errno::NOSYS | rustix::io::Errno::INVAL) => Ok(false),
        Err(fault) => Err(fault.into()),
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn whole_file_system(_: &File) -> io::Result<bool> {
    Ok(false)
}

/// How many kilobytes may wait for the disk; a large project is among them.
#[cfg(target_os = "linux")]
const MOST_WAITING: u64 = 256 * 1024;

/// How many kilobytes wait for the disk, by the kernel's count.
#[cfg(target_os = "linux")]
fn waiting() -> Option<u64> {
    let counts = std::fs::read_to_string("/proc/meminfo").ok()?;
    let count = |name: &str| {
        let line = counts.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().trim_end_matches(" kB").parse::<u64>().ok()
    };
    Some(count("Dirty:")? + count("Writeback:")?)
}
