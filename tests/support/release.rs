//! What releases made of the examples, kept as archives in `tests/releases`.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::PathBuf;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use scaffold::tree::{File, Mode, Ownership, Tree};

/// Where a service keeps the texts that were generated.
const BASE: &str = ".scaffold/base/";

/// The services of a release, by the example's name.
pub(crate) type Services = BTreeMap<String, Tree>;

/// The versions whose services are kept.
pub(crate) fn versions() -> Vec<String> {
    let folder = archive("").parent().unwrap().to_path_buf();
    let names = fs::read_dir(folder).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut versions: Vec<String> =
        names.filter_map(|name| Some(name.strip_suffix(".tar.gz")?.to_owned())).collect();
    versions.sort();
    versions
}

/// Where the services of a release are kept.
pub(crate) fn archive(version: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/releases")
        .join(format!("{version}.tar.gz"))
}

/// The services of a release.
pub(crate) fn services(version: &str) -> Services {
    unpack(&fs::read(archive(version)).unwrap())
}

/// Puts services into an archive: no times, no people, and each text once, so that it is small.
pub(crate) fn pack(services: &Services) -> Vec<u8> {
    let mut files: Vec<(&str, String, &File)> = Vec::new();
    for (name, tree) in services {
        files.extend(tree.iter().map(|(path, file)| (path, format!("{name}/{path}"), file)));
    }
    // What is nearly the same in all services lies side by side.
    files.sort_by_key(|(path, whole, _)| {
        let is_base = path.strip_prefix(BASE);
        (is_base.unwrap_or(path).to_owned(), is_base.is_some(), whole.clone())
    });
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::best()));
    let mut kept: BTreeMap<(&[u8], u32), String> = BTreeMap::new();
    for (_, whole, file) in files {
        let mut header = tar::Header::new_gnu();
        let mode = file.mode.bits();
        header.set_mode(mode);
        header.set_size(0);
        if let Some(same) = kept.get(&(file.contents.as_ref(), mode)) {
            header.set_entry_type(tar::EntryType::Link);
            archive.append_link(&mut header, whole, same).unwrap();
            continue;
        }
        header.set_size(u64::try_from(file.contents.len()).unwrap());
        archive.append_data(&mut header, &whole, file.contents.as_ref()).unwrap();
        kept.insert((&file.contents, mode), whole);
    }
    archive.into_inner().unwrap().finish().unwrap()
}

/// Takes services out of an archive.
pub(crate) fn unpack(packed: &[u8]) -> Services {
    let mut services = Services::new();
    let mut archive = tar::Archive::new(GzDecoder::new(packed));
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let whole = entry.path().unwrap().to_str().unwrap().to_owned();
        let (name, path) = whole.split_once('/').unwrap();
        let file = if let Some(same) = entry.link_name().unwrap() {
            let (name, path) = same.to_str().unwrap().split_once('/').unwrap();
            services[name].get(path).unwrap().clone()
        } else {
            let mode = match entry.header().mode().unwrap() {
                0o755 => Mode::Executable,
                0o600 => Mode::Secret,
                _ => Mode::Plain,
            };
            let mut contents = Vec::new();
            entry.read_to_end(&mut contents).unwrap();
            File { contents: contents.into(), mode, ownership: Ownership::Managed }
        };
        services.entry(name.to_owned()).or_default().insert(path, file).unwrap();
    }
    services
}
