//! What a linter of migrations would warn of, and the migration says itself already.

/// What stands in a statement, and the rule of squawk that warns of it whatever else is done.
const RULES: &[(&str, &str)] = &[
    (" generated always as ", "adding-field-with-default"),
    // A negative number is a value like any other.
    (" default -", "adding-field-with-default"),
    (" set not null;", "adding-not-nullable-field"),
    ("drop column ", "ban-drop-column"),
    ("drop constraint ", "ban-drop-constraint"),
    (" drop default;", "ban-drop-default"),
    ("drop function ", "ban-drop-function"),
    (" drop default;", "ban-drop-default"),
    (" drop not null;", "ban-drop-not-null"),
    ("drop table ", "ban-drop-table"),
    ("drop trigger ", "ban-drop-trigger"),
    ("drop type ", "ban-drop-type"),
    (" type ", "changing-column-type"),
    // What is left of an index that was not built whole has to be seen.
    ("concurrently ", "prefer-robust-stmts"),
    (" rename column ", "renaming-column"),
    (" rename constraint ", "renaming-object"),
    ("alter index ", "renaming-object"),
    ("alter type ", "renaming-object"),
    (" rename to ", "renaming-table"),
    ("drop index ", "require-concurrent-index-deletion"),
    // A file of one statement has no room for another.
    ("concurrently ", "require-lock-timeout"),
    ("concurrently ", "require-statement-timeout"),
];

/// What a migration excuses itself.
pub(super) const LINE: &str = "-- squawk-ignore-file ";

/// The migration with a line that keeps squawk from saying the same once more.
pub(in crate::sql::schema) fn excused(text: &str) -> String {
    let is_comment = |line: &&str| line.starts_with("--");
    let statements: Vec<&str> = text.lines().filter(|line| !is_comment(line)).collect();
    let says = |part: &str| statements.iter().any(|line| format!(" {line}").contains(part));
    let own = text.lines().find_map(|line| line.strip_prefix(LINE));
    let own = own.iter().flat_map(|rules| rules.split(", "));
    let mut rules: Vec<&str> =
        RULES.iter().filter(|(part, _)| says(part)).map(|(_, rule)| *rule).chain(own).collect();
    rules.sort_unstable();
    rules.dedup();
    if rules.is_empty() {
        return text.to_owned();
    }
    let head: usize = text.split_inclusive('\n').take_while(is_comment).map(str::len).sum();
    let (head, rest) = text.split_at(head);
    let head = head.split_inclusive('\n').filter(|line| !line.starts_with(LINE));
    format!("{}{LINE}{}\n{rest}", head.collect::<String>(), rules.join(", "))
}

#[cfg(test)]
mod tests {
    use super::excused;

    #[test]
    fn what_is_meant_is_not_warned_of() {
        assert_eq!(
            excused("-- Drops it.\n\nalter table posts drop column title;\n"),
            "-- Drops it.\n-- squawk-ignore-file ban-drop-column\n\nalter table posts drop column title;\n"
        );
        let excused_itself = "-- Makes it.\n-- squawk-ignore-file x-rule\n\ndrop type mood;\n";
        assert_eq!(
            excused(excused_itself),
            "-- Makes it.\n-- squawk-ignore-file ban-drop-type, changing-column-type, x-rule\n\ndrop type mood;\n"
        );
        let plain = "-- It has a type.\n\nalter table posts add column place text;\n";
        assert_eq!(excused(plain), plain);
    }
}
