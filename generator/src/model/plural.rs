//! What several of a thing are called.

use pluralizer::pluralize;

/// Words that the inflection library takes for others, or gives a plural that few would expect.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("agenda", "agendas"),
    ("dogma", "dogmas"),
    ("german", "germans"),
    ("lemma", "lemmas"),
    ("roman", "romans"),
    ("schema", "schemas"),
    ("shaman", "shamans"),
    ("stigma", "stigmas"),
    ("talisman", "talismans"),
    ("virus", "viruses"),
];

/// The plural of a `snake_case` name: that of its last word.
///
/// A word without a plural of its own (`news`, `series`, `fish`, `equipment`) stays as it
/// is: `/news` and `/news/{id}`.
#[must_use]
pub fn plural(name: &str) -> String {
    let (before, last) = match name.rfind('_') {
        Some(at) => name.split_at(at + 1),
        None => ("", name),
    };
    let known = EXCEPTIONS.iter().find(|(singular, _)| *singular == last);
    let last = known.map_or_else(|| pluralize(last, 2, false), |(_, plural)| (*plural).to_owned());
    format!("{before}{last}")
}

/// The singular that `name` is the plural of, when it is one and has another singular.
#[must_use]
pub fn singular(name: &str) -> Option<String> {
    let (before, last) = match name.rfind('_') {
        Some(at) => name.split_at(at + 1),
        None => ("", name),
    };
    let singular = pluralize(last, 1, false);
    let is_plural = singular != last && pluralize(last, 2, false) == last && last != "data";
    is_plural.then(|| format!("{before}{singular}"))
}

#[cfg(test)]
mod tests {
    use super::{plural, singular};

    #[test]
    fn odd_words_have_the_plural_that_people_expect() {
        for (one, many) in [
            ("post", "posts"),
            ("category", "categories"),
            ("person", "people"),
            ("child", "children"),
            ("status", "statuses"),
            ("address", "addresses"),
            ("bus", "buses"),
            ("box", "boxes"),
            ("quiz", "quizzes"),
            ("analysis", "analyses"),
            ("criterion", "criteria"),
            ("leaf", "leaves"),
            ("hero", "heroes"),
            ("photo", "photos"),
            ("key", "keys"),
            ("virus", "viruses"),
            ("schema", "schemas"),
            ("agenda", "agendas"),
            ("human", "humans"),
            ("order_item", "order_items"),
            ("home_address", "home_addresses"),
            ("line2", "line2s"),
        ] {
            assert_eq!(plural(one), many, "{one}");
        }
    }

    #[test]
    fn words_without_a_plural_stay() {
        for word in ["news", "series", "fish", "equipment", "sheep", "data", "staff", "media"] {
            assert_eq!(plural(word), word);
        }
    }

    #[test]
    fn a_plural_is_recognised() {
        assert_eq!(singular("posts").as_deref(), Some("post"));
        assert_eq!(singular("order_items").as_deref(), Some("order_item"));
        assert_eq!(singular("people").as_deref(), Some("person"));
        for word in ["post", "status", "address", "bus", "news", "series", "data", "analysis"] {
            assert_eq!(singular(word), None, "{word}");
        }
    }
}
