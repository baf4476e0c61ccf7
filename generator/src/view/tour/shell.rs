//! JSON and paths as words of a POSIX shell.

/// Bodies up to this many columns stay on one line.
const SHORT: usize = 60;

/// A member's value.
#[derive(Debug, Clone)]
pub(super) enum Json {
    /// Known.
    Value(serde_json::Value),
    /// The text in a variable of the shell, an id.
    Variable(String),
}

/// A JSON object as one word, in quotes.
pub(super) fn object(members: &[(String, Json)]) -> String {
    let members: Vec<String> =
        members.iter().map(|(name, value)| format!("\"{name}\": {}", word(value))).collect();
    let line = members.join(", ");
    match line.chars().count() <= SHORT {
        true => format!("'{{{line}}}'"),
        false => format!("'{{\n  {}\n}}'", members.join(",\n  ")),
    }
}

/// A value inside single quotes, which a variable and a quote interrupt.
fn word(value: &Json) -> String {
    match value {
        Json::Value(value) => value.to_string().replace('\'', r"'\''"),
        Json::Variable(name) => format!("\"'${name}'\""),
    }
}

/// A value as a segment of a path.
pub(super) fn segment(value: &serde_json::Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let escaped = |byte: u8| match is_plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(escaped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_end_nothing() {
        let members = [
            ("a".to_owned(), Json::Value("it's".into())),
            ("b".to_owned(), Json::Variable("POST_ID".to_owned())),
        ];
        assert_eq!(object(&members), r#"'{"a": "it'\''s", "b": "'$POST_ID'"}'"#);
    }

    #[test]
    fn long_bodies_take_a_line_for_each_member() {
        let long = Json::Value("x".repeat(80).into());
        assert_eq!(object(&[("a".to_owned(), long)]).lines().count(), 3);
    }

    #[test]
    fn segments_hold_no_slash_and_no_blank() {
        assert_eq!(segment(&"a/b c".into()), "a%2Fb%20c");
    }
}
