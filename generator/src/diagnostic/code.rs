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
    HiddenCharacter = "E0004", "an invisible character",
        "Control characters, and those that reorder the text around them, can make a model read otherwise than it means. They are refused everywhere, comments included.";

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

    BadName = "E0301", "a name in another form",
        "Names are `snake_case`: lower-case ASCII letters and digits, a letter first, single underscores between words. The service is named in `kebab-case`.";
    NameTooLong = "E0302", "a name that is too long",
        "Postgres keeps 63 bytes of a name. Names have at most 60, so that `<name>_id` fits.";
    NameReserved = "E0303", "a name that is taken",
        "The name has a meaning of its own in Rust, in Postgres, on a file system, in the language of the model or in the service, where the output could not use it for something else.";
    NamesCollide = "E0304", "two things of one name",
        "Two things would have the same name, as written or after deriving: plurals, tables, types, paths, operations and constraints are named after what they belong to.";
    UnknownResource = "E0305", "unknown resource",
        "The model does not have a resource of this name. A header that is misspelt, such as `[resources.flght.fields]` beside `[resources.flight]`, makes a second resource of a part of the first.";
    UnknownField = "E0306", "unknown field",
        "The resource does not have a field of this name.";
    UnknownRole = "E0307", "unknown role or relation",
        "A rule names `public`, `authenticated`, `owner`, a role, or a relation of the resource to `user`.";
    UnknownVariant = "E0308", "unknown variant",
        "The enum does not have a variant of this name.";
    HiddenText = "E0309", "text with characters that cannot be seen",
        "Control characters and characters that change reading direction or have no width would hide in code, documents and terminals.";
    BadFormer = "E0310", "a former name that cannot be one",
        "`was` says what something was called before, so that its data is kept when the project changes. What is still there under that name has not been renamed. Once a rename has been applied everywhere, `was` may be left out.";

    BoundsReversed = "E0401", "a minimum above its maximum",
        "No value would be allowed.";
    BoundUnfit = "E0402", "a bound that the type cannot have",
        "The bound is of another kind than the type, or outside what the type can hold.";
    AttributeMisplaced = "E0403", "an attribute that does not fit the type",
        "The attribute means nothing for a field of this type.";
    Contradiction = "E0404", "attributes that contradict each other",
        "Both cannot hold at once.";
    BadDefault = "E0405", "a default of another kind",
        "A default is a value of the field's type, or a function that gives one.";
    DefaultUnfit = "E0406", "a default that breaks a constraint",
        "Every row that relies on the default would be refused.";
    BadPattern = "E0407", "a pattern that is not portable",
        "A pattern is enforced by Rust and Postgres and published in OpenAPI, so it keeps to what the three read alike.";
    PatternUnfit = "E0408", "a pattern that no value matches",
        "No text within the field's length matches the pattern.";
    TextTooLong = "E0409", "text too long for an index",
        "Postgres indexes a few kilobytes. Text that is unique, filtered, sorted by or indexed has at most 500 characters.";
    BadVariants = "E0410", "an enum without variants",
        "An enum has at least one variant.";
    BadSlug = "E0411", "a slug of something else than text",
        "A slug is derived from a required text field that everybody sees.";
    BadKey = "E0412", "a key that cannot name a row",
        "Paths name a row by a required, unique value that everybody sees and that can stand in a path.";
    NotWritable = "E0413", "a required field that nobody can set",
        "A required field must be writable by all who may create a row, or have a default.";
    BadListItem = "E0414", "a list of something else than a simple type",
        "Lists hold simple values.";
    TooMany = "E0415", "more than Postgres can hold",
        "Postgres bounds the columns of a table and an index and the size of a row.";
    NotOrdered = "E0416", "a column without an order or an index",
        "Only ordered values can be sorted by, and only columns can be indexed.";
    BadPage = "E0417", "page sizes that do not fit",
        "A page has at least one row, and by default not more than at most.";
    BadDeprecation = "E0418", "a deprecation that clients cannot follow",
        "`since` and `sunset` are days such as `2026-12-01`, the second not before the first; what is to be used instead is words or a URL. What clients have to send cannot be deprecated: make it optional first, or give it a default.";

    BadOwner = "E0501", "an owner that is none",
        "`owner` marks the one relation to `user` that the word means in rules.";
    RequiredCycle = "E0502", "a cycle of required relations",
        "Each row would need another one first, so that the first could never be made.";
    BadUnder = "E0503", "a parent that cannot be one",
        "`under` names another resource; a field of its name, where written, is the required relation to it.";
    BadCount = "E0504", "a count of rows that do not point here",
        "`count` and `mine` follow a relation of the other resource to this one.";
    NullRequired = "E0505", "a required relation that lets go",
        "`on_delete(null)` empties the relation, which only an optional one can bear.";
    NotForAccounts = "E0506", "something that accounts do not have",
        "Accounts are made by registration, owned by the person, and closed rather than removed.";
    FewCanKeep = "E0507", "uniqueness that few rows can keep",
        "What no two rows may share has to differ between many of them: at least a thousand accounts, each registered with no more than what is required, and a hundred rows of anything else. Whoever comes later would be kept out for good.";

    NoAccess = "E0601", "no access rule",
        "What no rule allows is refused, so that nobody could do anything.";
    NoOwner = "E0602", "`owner` without an owner",
        "Nothing says who the owner of a row is.";
    OwnerOnCreate = "E0603", "`owner` of a row that does not exist yet",
        "Whoever creates a row is its owner.";
    Insecure = "E0604", "an insecure model",
        "Strangers could change data or read what should be kept from them. If that is meant, say so in `acknowledge`.";
    BadRoles = "E0605", "roles that do not fit together",
        "One role is every new account's, one is `admin`, and roles do not include each other in a circle.";
    NotAPerson = "E0606", "a relation to something else than an account",
        "Rules can name relations to `user`.";

    NotComparable = "E0701", "a comparison that has no meaning",
        "A field is compared with a value of its own type, by an operator that the type has.";
    NeverHolds = "E0702", "a comparison that always or never holds",
        "A required field is never null.";
    NotConstant = "E0703", "something that a constraint cannot know",
        "A constraint of the database sees one row and no clock.";
    Unsatisfiable = "E0704", "checks that no row satisfies",
        "No values were found that satisfy the checks and constraints of the resource together.";
    BadSet = "E0705", "a value that the field cannot take",
        "An action sets a field to a value of its type within its bounds.";
    SetsFixed = "E0706", "an action that sets what never changes",
        "Owners, parents, slugs and immutable fields keep what they were created with.";
    NoEffect = "E0707", "an action without effect",
        "An action sets at least one field.";

    NotYet = "E0901", "not built yet",
        "This part of the language is read and checked, but this version of scaffold does not build it yet.";

    NotSingular = "W0101", "a resource named in the plural",
        "Resources are named after one of the things; the plural is derived.";
    NothingAcknowledged = "W0102", "an acknowledgement of nothing",
        "An exception that is no longer needed hides the next mistake.";
    Unused = "W0103", "something taken and not used",
        "A request would have to carry a value that nothing reads.";
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
