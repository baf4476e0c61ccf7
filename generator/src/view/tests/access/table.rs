//! `permissions.txt`: the answers, as the service's own tests print theirs.

use std::fmt::Write as _;

use super::Matrix;

/// How to read the file.
const LEGEND: &str = "\
✔ done, ✘ refused, and the status; a dot where nobody asks. A list is ✔ when the row is on it.
Whoever is called after a role is a stranger to the row.
Written by `BLESS=1 cargo test permissions`; read the difference before you commit it.
";

/// The least widths of the column of operations and of those of people, as in the tests' `support`.
const OPERATIONS: usize = 36;
const PERSON: usize = 14;

/// The whole file.
#[must_use]
pub fn golden<'a>(matrices: impl IntoIterator<Item = &'a Matrix>) -> String {
    let mut matrices: Vec<&Matrix> = matrices.into_iter().collect();
    matrices.sort_by(|one, other| one.plural.cmp(&other.plural));
    let mut golden = LEGEND.to_owned();
    for matrix in matrices {
        let (operations, table) = (matrix.operations.len(), section(matrix));
        let answers = table.matches(['✔', '✘']).count();
        let _ = write!(golden, "\n{table}  {operations} operations, {answers} answers\n");
    }
    golden
}

/// One resource: a line an operation, a column a person.
fn section(matrix: &Matrix) -> String {
    let longest = matrix.operations.iter().map(|operation| operation.id.len() + 6).max();
    let first = longest.unwrap_or_default().max(OPERATIONS);
    let widths = matrix.people.iter().map(|person| (person.name.len() + 2).max(PERSON));
    let widths: Vec<usize> = widths.collect();
    let mut lines = Vec::new();
    let mut head = format!("{:first$}", matrix.plural);
    for (person, width) in matrix.people.iter().zip(&widths) {
        head += &format!("{:width$}", person.name);
    }
    lines.push(head);
    if !matrix.left_out.is_empty() {
        lines.push(format!("  {}", matrix.left_out));
    }
    for (state, answers) in matrix.states.iter().zip(&matrix.answers) {
        if matrix.states.len() > 1 {
            lines.push(format!("  {}", state.name));
        }
        for (operation, answers) in matrix.operations.iter().zip(answers) {
            let mut line = format!("    {:rest$}", operation.id, rest = first - 4);
            for (answer, width) in answers.iter().zip(&widths) {
                let cell = match answer {
                    Some(answer) if answer.is_done => format!("✔ {}", answer.status),
                    Some(answer) => format!("✘ {}", answer.status),
                    None => "·".to_owned(),
                };
                line += &format!("{cell:width$}");
            }
            lines.push(line);
        }
    }
    if matrix.states.is_empty() {
        lines.extend(matrix.operations.iter().map(|operation| format!("    {}", operation.id)));
    }
    lines.iter().fold(String::new(), |text, line| text + line.trim_end() + "\n")
}
