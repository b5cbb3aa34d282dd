//! Which language a policy is written in.

use whatlang::Lang;

use super::{Block, BlockKind, Language, Role};

/// Shorter texts have no language that can be told.
const FEWEST_LETTERS: usize = 200;
/// More text than this adds nothing to the decision.
const ENOUGH_BYTES: usize = 8 << 10;

/// The language of the content of `blocks`, if it is long enough and clear.
pub(super) fn detect(blocks: &[Block]) -> Option<Language> {
    let mut sample = String::new();
    // prose first: menus, names and addresses mislead
    let wanted = |block: &&Block| block.role == Role::Content && !matches!(block.kind, BlockKind::Heading { .. });
    let (long, short): (Vec<&Block>, Vec<&Block>) =
        blocks.iter().filter(wanted).partition(|block| block.text.as_str().len() >= 80);
    // from all over the text, so that a preface in another language does not decide
    let step = long.len() / 16 + 1;
    for block in long.into_iter().step_by(step).chain(short) {
        if sample.len() >= ENOUGH_BYTES {
            break;
        }
        let text = block.text.as_str();
        let mut end = text.len().min(512);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        sample.push_str(&text[..end]);
        sample.push('\n');
    }
    if sample.chars().filter(|c| c.is_alphabetic()).take(FEWEST_LETTERS).count() < FEWEST_LETTERS {
        return None;
    }
    let info = whatlang::detect(&sample).filter(whatlang::Info::is_reliable)?;
    Some(Language { code: code(info.lang()), name: info.lang().eng_name() })
}

/// ISO 639-1 where there is one.
fn code(lang: Lang) -> &'static str {
    const SHORT: [(&str, &str); 68] = [
        ("afr", "af"),
        ("aka", "ak"),
        ("amh", "am"),
        ("ara", "ar"),
        ("aze", "az"),
        ("bel", "be"),
        ("ben", "bn"),
        ("bul", "bg"),
        ("cat", "ca"),
        ("ces", "cs"),
        ("cmn", "zh"),
        ("cym", "cy"),
        ("dan", "da"),
        ("deu", "de"),
        ("ell", "el"),
        ("eng", "en"),
        ("epo", "eo"),
        ("est", "et"),
        ("fin", "fi"),
        ("fra", "fr"),
        ("guj", "gu"),
        ("heb", "he"),
        ("hin", "hi"),
        ("hrv", "hr"),
        ("hun", "hu"),
        ("hye", "hy"),
        ("ind", "id"),
        ("ita", "it"),
        ("jav", "jv"),
        ("jpn", "ja"),
        ("kan", "kn"),
        ("kat", "ka"),
        ("khm", "km"),
        ("kor", "ko"),
        ("lat", "la"),
        ("lav", "lv"),
        ("lit", "lt"),
        ("mal", "ml"),
        ("mar", "mr"),
        ("mkd", "mk"),
        ("mya", "my"),
        ("nep", "ne"),
        ("nld", "nl"),
        ("nob", "nb"),
        ("ori", "or"),
        ("pan", "pa"),
        ("pes", "fa"),
        ("pol", "pl"),
        ("por", "pt"),
        ("ron", "ro"),
        ("rus", "ru"),
        ("sin", "si"),
        ("slk", "sk"),
        ("slv", "sl"),
        ("sna", "sn"),
        ("spa", "es"),
        ("srp", "sr"),
        ("swe", "sv"),
        ("tam", "ta"),
        ("tel", "te"),
        ("tgl", "tl"),
        ("tha", "th"),
        ("tuk", "tk"),
        ("tur", "tr"),
        ("ukr", "uk"),
        ("urd", "ur"),
        ("uzb", "uz"),
        ("vie", "vi"),
    ];
    let long = lang.code();
    SHORT.binary_search_by_key(&long, |&(long, _)| long).map_or(long, |at| SHORT[at].1)
}

#[cfg(test)]
mod tests {
    use super::super::Document;

    #[test]
    fn languages_are_told_when_the_text_is_long_enough() {
        let english = "We keep the data that you give us for as long as you have an account with us. ".repeat(5);
        let german = "Wir speichern die Daten, die Sie uns geben, solange Sie ein Konto bei uns haben. ".repeat(5);
        let french =
            "Nous conservons les données que vous nous donnez tant que vous avez un compte chez nous. ".repeat(5);
        let cases = [
            ("short", "We keep your data.", None),
            ("English", &english, Some("en")),
            ("German", &german, Some("de")),
            ("French", &french, Some("fr")),
        ];
        for (name, text, want) in cases {
            let document = Document::parse(text.to_owned(), None);
            assert_eq!(document.language().map(|language| language.code), want, "{name}");
        }
    }

    #[test]
    fn codes_are_sorted_for_the_search() {
        for lang in whatlang::Lang::all() {
            let code = super::code(*lang);
            assert!(code.len() == 2 || matches!(lang.code(), "zul" | "yid"), "{}", lang.code());
        }
    }
}
