//! `openapi.json` and `.env.example` are what the code says. `BLESS=1 cargo test contract` writes
//! them anew.

use std::path::Path;
use std::{env, fs};

use axum::http::Method;
use social_sharing::{config, openapi};

use crate::support::TestApp;

#[test]
fn the_published_contract_is_the_codes() {
    assert_published("openapi.json", &format!("{:#}\n", openapi::document()));
}

#[test]
fn the_example_of_the_settings_is_the_codes() {
    assert_published(".env.example", &config::render_example());
}

fn assert_published(file: &str, found: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if env::var_os("BLESS").is_some() {
        fs::write(&file, found).expect("the file is written");
    }
    let published = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        published == found,
        "{} is not what the code says; see the head of this test",
        file.display()
    );
}

#[tokio::test]
async fn the_service_serves_its_contract() {
    let app = TestApp::start().await;
    let served = app.anonymous().call_at(Method::GET, "/openapi.json").await.expect(200).body;
    assert_eq!(served, openapi::document());
}

#[test]
fn every_operation_says_who_may_ask_and_how_it_can_fail() {
    let document = openapi::document();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let name = format!("{method} {path}");
            assert!(operation["operationId"].is_string(), "{name} has no name");
            assert!(operation["description"].is_string(), "{name} is not described");
            assert!(operation["security"].is_array(), "{name} does not say who may ask");
            let responses = operation["responses"].as_object().expect("responses");
            let says = |class: char| responses.keys().any(|status| status.starts_with(class));
            assert!(says('2'), "{name} never succeeds");
            if path.starts_with("/api/") {
                assert!(says('4') && says('5'), "{name} never fails");
            }
        }
    }
}

#[test]
fn the_tests_that_security_names_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = fs::read_to_string(root.join("docs/security.md")).expect("the list is there");
    let rows = list.lines().filter(|line| line.starts_with('|'));
    let names = rows.flat_map(|row| row.split('`')).filter(|name| name.contains("::"));
    let missing: Vec<_> = names.filter(|name| !name.starts_with('*') && !is_there(name)).collect();
    assert!(missing.is_empty(), "docs/security.md names tests that are not there: {missing:#?}");
}

/// Whether there is a test that has this name for `cargo test`.
fn is_there(name: &str) -> bool {
    let (module, test) = name.rsplit_once("::").expect("a name is in a module");
    let (folder, module) = match module.strip_suffix("::tests") {
        Some(module) => ("src", module),
        None => ("tests/api", module),
    };
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(module.replace("::", "/"));
    let files = [file.with_extension("rs"), file.join("mod.rs")];
    let mut texts = files.iter().filter_map(|file| fs::read_to_string(file).ok());
    texts.any(|text| text.contains(&format!("fn {test}(")))
}
