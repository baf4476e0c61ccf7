//! Every kind of fault that a model file can have, in one table.

macro_rules! codes {
    ($($name:ident = $code:literal, $title:literal, $explanation:literal;)*) => {
        /// A kind of fault. Codes are stable: one that is retired is never used again.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $title] $name,)*
        }

        impl Code {
            /// All of them, in the order of their codes.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Such as `E0101`.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// The kind in a few words.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }

            /// What it means and what to do, in a few sentences.
            #[must_use]
            pub const fn explanation(self) -> &'static str {
                match self { $(Self::$name => $explanation),* }
            }
        }
    };
}

// E00: the file. E01: keys and their values. E02: expressions inside strings.
// E03: names. E04: types and constraints. E05: relations. E06: access. E07: rules over rows.
// E09: parts of the language that this version does not build yet. W: warnings.
codes! {
    FileTooLarge = "E0001", "the file is too large",
        "A model file holds at most 1 MiB of text.";
    NotUtf8 = "E0002", "the file is not UTF-8 text",
        "A model file is UTF-8 text, with or without a byte order mark. Save it again as UTF-8.";
    Syntax = "E0003", "the file is not TOML",
        "The file cannot be read as TOML. Only the first such fault is found: what follows it cannot be understood before it is mended.";
    HiddenCharacter = "E0004", "an invisible character that changes reading direction",
        "Characters that reorder the text around them can make a model read otherwise than it means. They are refused everywhere, comments included.";

    UnknownKey = "E0101", "unknown key",
        "The table does not have a key of this name. The reference lists the keys of each table.";
    MissingKey = "E0102", "a key is missing",
        "The table needs a key that is not written.";
    WrongValue = "E0103", "a value of the wrong kind",
        "The key takes a value of another kind, such as text where a table stands.";
    BadChoice = "E0104", "a value outside its closed set",
        "The key takes one of a few words.";
    OutOfRange = "E0105", "a number outside its range",
        "The number is smaller or larger than the key allows.";
    Repeated = "E0106", "said twice",
        "The same thing is said twice where once is enough.";

    Unexpected = "E0201", "an expression that cannot be read",
        "The expression does not follow its grammar at this place. The message says what could stand there.";
    UnknownType = "E0202", "unknown type",
        "The type is neither built in nor the name of a shared enum.";
    UnknownAttribute = "E0203", "unknown attribute",
        "A field does not have an attribute of this name.";
    AttributeArguments = "E0204", "an attribute or type with the wrong arguments",
        "The attribute or type takes other arguments in its parentheses, or none.";
    BadNumber = "E0205", "a number that cannot be read",
        "Numbers are written as digits, with a leading `-` and, where the type has decimals, a point.";
    TooDeep = "E0206", "nested too deeply",
        "Expressions nest by a few steps only.";
}

impl std::fmt::Display for Code {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.text())
    }
}

impl std::str::FromStr for Code {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|code| code.text().eq_ignore_ascii_case(text)).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn codes_are_unique_and_in_order() {
        let texts: Vec<_> = Code::ALL.iter().map(|code| code.text()).collect();
        let mut sorted = texts.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(texts, sorted);
    }

    #[test]
    fn a_code_is_found_by_its_text() {
        assert_eq!("e0101".parse(), Ok(Code::UnknownKey));
        assert_eq!("E9999".parse::<Code>(), Err(()));
    }
}
