//! Which words are numbers, as Steel reads them.

/// Returns whether a word is a number: an integer, a ratio, a decimal, or a complex number of those.
pub(super) fn is_number(word: &str) -> bool {
    let (digits, radix) = match word.as_bytes() {
        [b'#', b'x' | b'X', ..] => (&word[2..], 16),
        [b'#', b'd' | b'D', ..] => (&word[2..], 10),
        [b'#', b'o' | b'O', ..] => (&word[2..], 8),
        [b'#', b'b' | b'B', ..] => (&word[2..], 2),
        // Most words are names: one look at the first letter tells.
        [b'0'..=b'9' | b'+' | b'-' | b'.', ..] => (word, 10),
        _ => return false,
    };
    is_real(digits, radix) || is_complex(digits, radix)
}

fn is_real(text: &str, radix: u32) -> bool {
    if matches!(text, "+inf.0" | "-inf.0" | "+nan.0" | "-nan.0") {
        return true;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    match unsigned.split_once('/') {
        Some((above, below)) => is_digits(above, radix) && is_digits(below, radix),
        None => is_digits(unsigned, radix) || (radix == 10 && is_decimal(unsigned)),
    }
}

fn is_digits(text: &str, radix: u32) -> bool {
    !text.is_empty() && text.chars().all(|digit| digit.is_digit(radix))
}

/// `1.5`, `1.`, `.5`, any of them with an exponent, or digits with one.
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let exponent = exponent.is_none_or(|e| is_digits(e.strip_prefix(['+', '-']).unwrap_or(e), 10));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    exponent && !(whole.is_empty() && part.is_empty()) && digits(whole) && digits(part)
}

fn is_complex(text: &str, radix: u32) -> bool {
    if let Some((length, angle)) = text.split_once('@') {
        return is_real(length, radix) && is_real(angle, radix);
    }
    let Some(parts) = text.strip_suffix('i') else { return false };
    // The sign of the second part is the last that is not one of an exponent.
    let sign = parts.char_indices().rev().find(|(at, c)| {
        let exponent = radix == 10 && parts[..*at].ends_with(['e', 'E']);
        matches!(c, '+' | '-') && !exponent
    });
    let Some((at, _)) = sign else { return false };
    let (real, imaginary) = parts.split_at(at);
    (real.is_empty() || is_real(real, radix)) && (imaginary.len() == 1 || is_real(imaginary, radix))
}
