//! Names for addresses, made of titles.

use unicode_normalization::UnicodeNormalization;

const MAX_LENGTH: usize = 190;

/// Turns a title into lower-case words of ASCII letters and digits with hyphens between them;
/// `untitled` if nothing of it can be kept.
pub fn slugify(title: &str) -> String {
    let mut slug = String::new();
    for character in title.nfkd().flat_map(char::to_lowercase) {
        match character {
            'a'..='z' | '0'..='9' => slug.push(character),
            // An accent, which decomposing left behind its letter.
            _ if unicode_normalization::char::is_combining_mark(character) => {}
            _ => match spell(character) {
                Some(letters) => slug.push_str(letters),
                None if slug.is_empty() || slug.ends_with('-') => {}
                None => slug.push('-'),
            },
        }
    }
    slug.truncate(MAX_LENGTH);
    match slug.trim_end_matches('-') {
        "" => "untitled".to_owned(),
        slug => slug.to_owned(),
    }
}

/// How a Latin letter that does not decompose is written where there are ASCII letters only.
const fn spell(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'ŋ' => "n",
        'ŧ' => "t",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::slugify;

    #[test]
    fn titles_become_words_with_hyphens() {
        assert_eq!(slugify("  Crème brûlée, twice! "), "creme-brulee-twice");
        assert_eq!(slugify("Straße, STRASSE, ẞ"), "strasse-strasse-ss");
        assert_eq!(slugify("Łódź Ærø Đà þing Œuvre ısı"), "lodz-aero-da-thing-oeuvre-isi");
        assert_eq!(slugify("世界"), "untitled");
        assert_eq!(slugify(&"a ".repeat(300)).len(), 189);
    }
}
