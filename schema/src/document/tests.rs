//! Behaviour of kinds: the first bytes decide, the name only claims.

use super::{DocumentKind, HEAD_BYTES, contradiction, kind_of_content, kind_of_name};

#[test]
fn first_bytes_decide_the_kind() {
    let cases: [(&[u8], DocumentKind); 18] = [
        (b"%PDF-1.7\n%\xe2\xe3", DocumentKind::Pdf),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", DocumentKind::Jpeg),
        (b"\x89PNG\r\n\x1a\n\0\0", DocumentKind::Png),
        (b"GIF89a", DocumentKind::Picture),
        (b"RIFF\x10\0\0\0WEBPVP8 ", DocumentKind::Picture),
        (b"PK\x03\x04\x14\0", DocumentKind::Package),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", DocumentKind::Office),
        (b"{\\rtf1\\ansi", DocumentKind::RichText),
        (b"  <!DOCTYPE html><html>", DocumentKind::Web),
        (b"\xef\xbb\xbf<HTML>", DocumentKind::Web),
        (b"<svg onload=alert(1)>", DocumentKind::Web),
        (b"MZ\x90\0", DocumentKind::Program),
        (b"\x7fELF\x02", DocumentKind::Program),
        (b"#!/bin/sh\n", DocumentKind::Program),
        ("现场笔录\r\n".as_bytes(), DocumentKind::Text),
        (b"\xcf\xd6\xb3\xa1\xb1\xca\xc2\xbc", DocumentKind::Text),
        (b"abc\0def", DocumentKind::Other),
        (b"", DocumentKind::Other),
    ];
    for (head, expected) in cases {
        assert_eq!(kind_of_content(head), expected, "{head:?}");
    }
}

#[test]
fn only_the_beginning_is_looked_at() {
    let mut text = vec![b'a'; HEAD_BYTES];
    text.push(0);
    assert_eq!(kind_of_content(&text), DocumentKind::Text);
}

#[test]
fn a_name_that_claims_something_else_is_told() {
    assert_eq!(contradiction("笔录.pdf", DocumentKind::Web), Some(DocumentKind::Pdf));
    assert_eq!(contradiction("笔录.PDF", DocumentKind::Pdf), None);
    assert_eq!(
        contradiction("笔录", DocumentKind::Pdf),
        None,
        "no claim, no contradiction"
    );
    assert_eq!(kind_of_name("a.b.DocX"), Some(DocumentKind::Package));
    assert_eq!(kind_of_name("a.unheard"), None);
}
