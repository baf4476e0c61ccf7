//! What the README shows is so: its lines for a shell are those of the example's own README,
//! its model is valid.

use scaffold::examples;

use crate::support::project::generate;

const README: &str = include_str!("../../README.md");

/// The blocks of one language, without their fences.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn its_requests_are_those_of_the_example() {
    let example = examples::find("social-sharing").unwrap();
    let tree = generate(example.model).unwrap_or_else(|fault| panic!("{fault}"));
    let theirs = String::from_utf8(tree.get("README.md").unwrap().contents.clone()).unwrap();
    let ours = blocks(README, "sh");
    let requests: Vec<_> = ours.into_iter().filter(|block| block.contains("$API")).collect();
    assert!(requests.len() > 5);
    for request in requests {
        assert!(theirs.contains(request), "not in the example's README:\n{request}");
    }
}

#[test]
fn its_model_is_valid() {
    let [model] = blocks(README, "toml")[..] else {
        panic!("there is one model");
    };
    generate(model).unwrap_or_else(|fault| panic!("{fault}"));
}
