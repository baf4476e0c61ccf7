//! Edits survive changes of the model: some hundred trials of `cargo bench --bench survival`.

use crate::trials::{Pairs, Tally, try_out};

#[test]
fn nothing_that_people_wrote_is_lost() {
    let pairs = Pairs::of(&["minimal", "social-sharing"]);
    let mut tally = Tally::default();
    for number in 0..300 {
        try_out(&pairs, 7, number).iter().for_each(|case| tally.add(case));
    }
    assert!(tally.is_good(), "{}{}{}", tally.table(), tally.lost(), tally.flagged());
}
