//! What several of a thing are called.

use pluralizer::pluralize;

use super::words::is_among;

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

/// Words that models have often and whose plural has an `s` more, sorted. The library says so,
/// too, but before its first answer it compiles a hundred regular expressions.
#[rustfmt::skip]
const REGULAR: &[&str] = &[
    "account", "action", "agent", "album", "alert", "answer", "app", "appointment", "area",
    "article", "artist", "asset", "attachment", "attempt", "author", "award", "badge", "band",
    "bank", "basket", "bed", "bid", "bill", "block", "blog", "board", "book", "booking", "bookmark",
    "bot", "brand", "bug", "building", "button", "call", "campaign", "car", "card", "cart", "cast",
    "cell", "chair", "channel", "chapter", "character", "charge", "chart", "chat", "check", "claim",
    "client", "clip", "club", "code", "collection", "color", "column", "comment", "concert",
    "condition", "contact", "container", "contest", "contract", "contributor", "cost", "counter",
    "coupon", "course", "credit", "crop", "customer", "deal", "debt", "deck", "department",
    "deposit", "design", "desk", "device", "district", "doctor", "document", "domain", "donation",
    "door", "dose", "draft", "driver", "drug", "edition", "editor", "employee", "employer",
    "enrollment", "entrant", "event", "exam", "example", "exercise", "exhibit", "expense", "export",
    "extension", "fact", "factor", "farm", "fault", "favorite", "feature", "feed", "field", "file",
    "film", "flag", "flat", "flight", "floor", "folder", "follow", "follower", "forecast", "form",
    "forum", "friend", "fund", "game", "garden", "gift", "goal", "grade", "grant", "graph", "group",
    "guest", "guide", "habit", "harvest", "holiday", "hospital", "host", "hotel", "house", "idea",
    "image", "import", "incident", "ingredient", "inspection", "installment", "instructor",
    "instrument", "insurer", "invite", "invoice", "island", "issue", "item", "job", "joint",
    "journal", "key", "kit", "lab", "label", "land", "language", "laptop", "lawyer", "lead",
    "league", "lesson", "letter", "level", "license", "lift", "like", "line", "link", "list",
    "loan", "location", "lock", "log", "lot", "machine", "manager", "manual", "map", "mark",
    "market", "master", "meal", "measurement", "medal", "member", "membership", "memo", "menu",
    "merchant", "message", "method", "metric", "milestone", "minute", "mission", "model", "module",
    "month", "motor", "movie", "museum", "name", "node", "note", "notice", "number", "offer",
    "office", "option", "order", "organization", "owner", "package", "page", "painting", "paper",
    "parcel", "parent", "park", "part", "partner", "passenger", "patient", "payment", "pen",
    "permission", "pet", "phone", "photo", "picture", "piece", "pilot", "pipeline", "place", "plan",
    "planet", "plant", "plate", "player", "playlist", "plot", "plugin", "podcast", "point", "poll",
    "port", "post", "price", "print", "printer", "problem", "product", "profile", "program",
    "project", "prompt", "proposal", "provider", "publication", "publisher", "purchase", "quest",
    "question", "queue", "quote", "rank", "rate", "rating", "reader", "receipt", "recipe", "record",
    "recording", "refund", "region", "reminder", "rental", "repair", "report", "request",
    "reservation", "resource", "restaurant", "result", "review", "reward", "ride", "right", "road",
    "role", "room", "round", "route", "rule", "sale", "sample", "scene", "schedule", "school",
    "score", "screen", "season", "seat", "section", "seller", "sensor", "server", "service",
    "session", "setting", "shift", "ship", "shipment", "shop", "show", "signal", "site", "size",
    "skill", "slide", "slot", "snapshot", "song", "source", "space", "speaker", "sponsor", "sport",
    "stage", "star", "state", "statement", "station", "step", "stock", "stop", "store", "stream",
    "street", "student", "subject", "subscriber", "subscription", "suggestion", "supplier",
    "survey", "symptom", "system", "table", "tag", "talk", "target", "task", "teacher", "team",
    "template", "tenant", "term", "test", "theater", "theme", "thing", "thread", "ticket", "tier",
    "time", "title", "token", "tool", "topic", "tour", "town", "track", "trade", "trail", "train",
    "trainer", "transaction", "transfer", "trip", "truck", "type", "unit", "update", "upload",
    "user", "value", "variant", "vehicle", "vendor", "venue", "version", "video", "view", "visit",
    "visitor", "vote", "voucher", "wallet", "ward", "warehouse", "webhook", "week", "winner",
    "word", "work", "worker", "workout", "workshop", "writer", "year", "zone",
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
    if is_regular(last) {
        return format!("{name}s");
    }
    let known = EXCEPTIONS.iter().find(|(singular, _)| *singular == last);
    let last = known.map_or_else(|| pluralize(last, 2, false), |(_, plural)| (*plural).to_owned());
    format!("{before}{last}")
}

/// Whether a word is known to have an `s` more in the plural. One that is counted, `line2`, is
/// among them by its letters.
fn is_regular(word: &str) -> bool {
    is_among(REGULAR, word.trim_end_matches(|letter: char| letter.is_ascii_digit()))
}

/// The singular that `name` is the plural of, when it is one and has another singular.
#[must_use]
pub fn singular(name: &str) -> Option<String> {
    let (before, last) = match name.rfind('_') {
        Some(at) => name.split_at(at + 1),
        None => ("", name),
    };
    if is_regular(last) {
        return None;
    }
    let singular = pluralize(last, 1, false);
    let is_plural = singular != last && pluralize(last, 2, false) == last && last != "data";
    is_plural.then(|| format!("{before}{singular}"))
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn regular_words_are_what_the_library_takes_them_for() {
        assert!(REGULAR.is_sorted());
        let is_regular = |word: &&&str| {
            let many = format!("{word}s");
            pluralize(word, 2, false) == many
                && pluralize(word, 1, false) == **word
                && pluralize(&many, 1, false) == **word
        };
        let others: Vec<_> = REGULAR.iter().filter(|word| !is_regular(word)).collect();
        assert_eq!(others, [&""; 0]);
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
