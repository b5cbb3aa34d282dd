//! The stages of an audit in bytes per second, beside a bare Aho-Corasick pass over the same text in the same run.
//!
//! `cargo bench` prints them; divide by the line of the bare pass, since absolute figures move with the machine.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use lacuna::audit::{Auditor, Options};
use lacuna::document::Document;
use lacuna::matcher::Matcher;
use lacuna::pack;

fn main() {
    divan::main();
}

/// The samples, one after the other, until there are about 500 kB: long enough for steady figures.
fn policy() -> String {
    let samples =
        [include_str!("../samples/good.md"), include_str!("../samples/bad.md"), include_str!("../samples/shop.txt")];
    samples
        .into_iter()
        .cycle()
        .scan(0, |total, text| {
            *total += text.len();
            (*total < 500_000).then_some(text)
        })
        .collect::<Vec<_>>()
        .join("\n\n")
}

fn packs() -> Vec<pack::Pack> {
    let names: Vec<String> = pack::DEFAULT_PACKS.iter().map(|name| (*name).to_owned()).collect();
    pack::load(&names).expect("the built-in packs are valid")
}

/// Reading and cutting: blocks, sentences, units, folding.
#[divan::bench]
fn split(bencher: Bencher<'_, '_>) {
    let text = policy();
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(|| text.clone())
        .bench_values(|text| Document::parse(text, Some("md")));
}

/// All leaves of the four packs over a document that was read.
#[divan::bench]
fn match_all(bencher: Bencher<'_, '_>) {
    let text = policy();
    let matcher = Matcher::new(packs());
    let document = Document::parse(text.clone(), Some("md"));
    bencher.counter(BytesCount::of_str(&text)).bench(|| matcher.scan(black_box(&document)));
}

/// From bytes to assessments.
#[divan::bench]
fn whole_street(bencher: Bencher<'_, '_>) {
    let text = policy();
    let auditor = Auditor::new(packs(), Options::default());
    bencher.counter(BytesCount::of_str(&text)).bench(|| auditor.audit("policy.md", black_box(text.as_bytes())));
}

/// The yardstick: an overlapping, case-insensitive automaton of 1,000 phrases over the same text, nothing done with hits.
#[divan::bench]
fn bare_aho_corasick(bencher: Bencher<'_, '_>) {
    let text = policy();
    let words: Vec<&str> = text.split_whitespace().collect();
    let phrases: Vec<String> = words.windows(2).step_by(7).take(1000).map(|pair| pair.join(" ")).collect();
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(&phrases)
        .expect("a thousand short phrases fit");
    bencher.counter(BytesCount::of_str(&text)).bench(|| automaton.find_overlapping_iter(black_box(&text)).count());
}

/// Loading, validating and compiling the four packs: what every run pays before the first policy.
#[divan::bench]
fn start_up(bencher: Bencher<'_, '_>) {
    bencher.bench(|| Matcher::new(packs()));
}
