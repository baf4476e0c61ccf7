//! The written forms of values: what a date, a decimal or an address looks like.

/// The most characters of an e-mail address.
pub const EMAIL_LONGEST: u32 = 254;
/// The most characters of a URL.
pub const URL_LONGEST: u32 = 2000;

/// A calendar day: `2026-11-20`.
#[must_use]
pub fn is_date(text: &str) -> bool {
    let Some([year, month, day]) = numbers(text, '-', [4, 2, 2]) else {
        return false;
    };
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    year > 0 && (1..=days).contains(&day)
}

/// A time of day with up to six decimals: `09:30:00`.
#[must_use]
pub fn is_time(text: &str) -> bool {
    let (clock, fraction) = text.split_once('.').map_or((text, None), |(a, b)| (a, Some(b)));
    let fraction_fits = fraction.is_none_or(|digits| {
        (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    let Some([hour, minute, second]) = numbers(clock, ':', [2, 2, 2]) else {
        return false;
    };
    fraction_fits && hour < 24 && minute < 60 && second < 60
}

/// A moment in UTC: `2026-11-20T09:30:00Z`.
#[must_use]
pub fn is_timestamp(text: &str) -> bool {
    let Some((date, time)) = text.strip_suffix('Z').and_then(|moment| moment.split_once('T'))
    else {
        return false;
    };
    is_date(date) && is_time(time)
}

/// Five groups of lower-case hexadecimal digits.
#[must_use]
pub fn is_uuid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.concat().bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// An e-mail address of at most [`EMAIL_LONGEST`] characters.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() <= EMAIL_LONGEST as usize
        && (1..=64).contains(&local.len())
        && local.bytes().all(is_plain)
        && domain.contains('.')
        && domain.split('.').all(is_label)
}

/// An absolute `http` or `https` URL of at most [`URL_LONGEST`] characters.
#[must_use]
pub fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    text.len() <= URL_LONGEST as usize
        && !host.is_empty()
        && rest.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The number that `text` writes, times ten to the `scale`, if it has at most `precision`
/// digits in all and `scale` after the point.
#[must_use]
pub fn decimal(text: &str, precision: u32, scale: u32) -> Option<i128> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let has_point = digits.contains('.');
    let well_formed = !whole.is_empty()
        && (!has_point || !fraction.is_empty())
        && whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
    let fraction = fraction.trim_end_matches('0');
    let scale = usize::try_from(scale).ok()?;
    if !well_formed || fraction.len() > scale {
        return None;
    }
    let scaled: i128 = format!("{whole}{fraction:0<scale$}").parse().ok()?;
    let limit = 10_i128.checked_pow(precision)?;
    (scaled < limit).then_some(if negative { -scaled } else { scaled })
}

/// The text of a number that was scaled by [`decimal`], with exactly `scale` digits after the point.
#[must_use]
pub fn decimal_text(scaled: i128, scale: u32) -> String {
    let sign = if scaled < 0 { "-" } else { "" };
    let width = scale as usize + 1;
    let digits = format!("{:0width$}", scaled.unsigned_abs());
    if scale == 0 {
        return format!("{sign}{digits}");
    }
    let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
    format!("{sign}{whole}.{fraction}")
}

/// Whether a character is one that a reader does not see, or that moves others about.
#[must_use]
pub const fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}'
            | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Whether a character joins or parts the ones around it.
#[must_use]
pub const fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}')
}

/// Whether a character reorders the text around it.
#[must_use]
pub const fn is_reordering(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The parts of `text` between separators as numbers, if each has its number of digits.
fn numbers(text: &str, separator: char, widths: [usize; 3]) -> Option<[u32; 3]> {
    let parts: Vec<_> = text.split(separator).collect();
    if !parts.iter().map(|part| part.len()).eq(widths) {
        return None;
    }
    let digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let numbers: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    if digits { numbers.try_into().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_exist() {
        assert!(is_date("2024-02-29") && is_time("23:59:59.999999"));
        assert!(is_timestamp("2026-11-20T09:30:00Z") && is_timestamp("2026-11-20T09:30:00.5Z"));
        for wrong in
            ["2023-02-29", "2024-13-01", "0000-01-01", "24-1-1", "2024-01-00", "+024-01-01"]
        {
            assert!(!is_date(wrong), "{wrong}");
        }
        for wrong in ["24:00:00", "09:30", "09:30:60", "09:30:00.", "09:30:00.1234567"] {
            assert!(!is_time(wrong), "{wrong}");
        }
        assert!(!is_timestamp("2026-11-20T09:30:00+01:00"));
        assert!(!is_timestamp("2026-11-20"));
    }

    #[test]
    fn decimals_are_exact() {
        assert_eq!(decimal("12.5", 4, 2), Some(1250));
        assert_eq!(decimal("-0.05", 4, 2), Some(-5));
        assert_eq!(decimal("99.99", 4, 2), Some(9999));
        assert_eq!(decimal("1.500", 4, 1), Some(15));
        for wrong in ["100", "1.234", ".5", "1.", "", "-", "1e3", "１"] {
            assert_eq!(decimal(wrong, 4, 2), None, "{wrong}");
        }
        assert_eq!(decimal_text(1250, 2), "12.50");
        assert_eq!(decimal_text(-5, 2), "-0.05");
        assert_eq!(decimal_text(7, 0), "7");
    }

    #[test]
    fn addresses_have_their_form() {
        assert!(is_email("ada@example.org") && is_url("https://example.org/a?b=c#d"));
        for wrong in ["ada", "ada@", "@example.org", "a@b", "a b@example.org", "a@-x.org", "a@b..c"]
        {
            assert!(!is_email(wrong), "{wrong}");
        }
        for wrong in ["example.org", "ftp://example.org", "https://", "https:///x", "http://a b"] {
            assert!(!is_url(wrong), "{wrong}");
        }
        assert!(is_uuid("018f3c3e-7c1a-7b2e-9f00-0123456789ab"));
        assert!(!is_uuid("018F3C3E-7C1A-7B2E-9F00-0123456789AB"));
    }
}
