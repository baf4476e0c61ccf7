//! The SQL of models, as people read it.

use scaffold::sql::{self, Statement};

use crate::sql_models::{everything, social, tangled};

fn statements(model: &scaffold::model::Model) -> Vec<(String, Statement)> {
    let resources = model.resources.iter().enumerate();
    let all = resources.flat_map(|(at, resource)| {
        let statements = sql::statements(model, scaffold::model::ResourceId(at));
        let all: Vec<_> = statements.fixed().chain(statements.dynamic()).cloned().collect();
        all.into_iter().map(|it| (resource.plural.snake().to_owned(), it)).collect::<Vec<_>>()
    });
    all.collect()
}

#[test]
fn no_line_is_longer_than_a_reader_wants() {
    for model in [social(), tangled()] {
        for (_, statement) in statements(&model) {
            let long = statement.text.lines().find(|line| line.chars().count() > 100);
            assert_eq!(long, None, "{}", statement.text);
        }
        for migration in sql::migrations(&model) {
            let long = migration.text.lines().find(|line| {
                line.chars().count() > 100 && !line.contains(" ~ '") && !line.contains("!~ '")
            });
            assert_eq!(long, None, "{}", migration.file());
        }
    }
}

#[test]
fn a_literal_gives_back_the_text() {
    for (_, statement) in statements(&everything()) {
        let literal = statement.literal();
        let raw = literal.trim_start_matches('r').trim_matches('#');
        assert_eq!(raw.get(1..raw.len() - 1), Some(statement.text.as_str()));
        assert!(!statement.text.chars().any(|it| it.is_control() && it != '\n'));
    }
}

#[test]
fn prose_of_a_model_stays_in_its_comment() {
    let text: String = sql::migrations(&tangled()).into_iter().map(|it| it.text).collect();
    for line in text.lines().filter(|line| line.contains("drop table")) {
        assert!(line.trim_start().starts_with("--"), "{line}");
    }
}
