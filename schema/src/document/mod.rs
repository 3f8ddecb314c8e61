//! Documents beside the footage of a case file: what kind a file is by its content, and by its name.
//!
//! What must stay true: a name is a claim; where it disagrees with the first bytes, both are shown, and nothing is ever
//! run or rendered on the strength of either.

use crate::clip::text_enum;

#[cfg(test)]
mod tests;

/// Bytes from the beginning of a file that the kind is decided by.
pub const HEAD_BYTES: usize = 4096;

text_enum!(
    /// What kind of document a file is.
    DocumentKind {
        /// Portable document format.
        Pdf = "pdf",
        /// JPEG picture.
        Jpeg = "jpeg",
        /// PNG picture.
        Png = "png",
        /// Any other picture: GIF, TIFF, BMP, WebP, HEIC.
        Picture = "picture",
        /// A package in ZIP form: office documents (docx, xlsx, pptx, odt, wps) and OFD are such packages.
        Package = "package",
        /// The older binary form of office documents (doc, xls, ppt).
        Office = "office",
        /// Rich text.
        RichText = "rich_text",
        /// Plain text.
        Text = "text",
        /// A web page, or something that a browser would run as one.
        Web = "web",
        /// A program.
        Program = "program",
        /// None of these.
        Other = "other",
    }
);

/// Beginnings that tell a kind: offset, bytes, kind.
const MAGIC: [(usize, &[u8], DocumentKind); 16] = [
    (0, b"%PDF-", DocumentKind::Pdf),
    (0, b"\xff\xd8\xff", DocumentKind::Jpeg),
    (0, b"\x89PNG\r\n\x1a\n", DocumentKind::Png),
    (0, b"GIF87a", DocumentKind::Picture),
    (0, b"GIF89a", DocumentKind::Picture),
    (0, b"II*\0", DocumentKind::Picture),
    (0, b"MM\0*", DocumentKind::Picture),
    (8, b"WEBP", DocumentKind::Picture),
    (4, b"ftypheic", DocumentKind::Picture),
    (4, b"ftypmif1", DocumentKind::Picture),
    (0, b"PK\x03\x04", DocumentKind::Package),
    (0, b"PK\x05\x06", DocumentKind::Package),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", DocumentKind::Office),
    (0, b"{\\rtf", DocumentKind::RichText),
    (0, b"\x7fELF", DocumentKind::Program),
    (0, b"MZ", DocumentKind::Program),
];
/// Beginnings of what a browser would run, in small letters.
const WEB: [&[u8]; 8] = [
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<body",
    b"<script",
    b"<svg",
    b"<iframe",
    b"<?xml",
];

/// The kind by the first bytes (at most [`HEAD_BYTES`] of them are looked at).
pub fn kind_of_content(head: &[u8]) -> DocumentKind {
    let head = head.get(..HEAD_BYTES).unwrap_or(head);
    let known = MAGIC
        .iter()
        .find(|(at, bytes, _)| head.get(*at..).is_some_and(|rest| rest.starts_with(bytes)));
    if let Some((_, _, kind)) = known {
        return *kind;
    }
    if is_web(head) {
        return DocumentKind::Web;
    }
    // A program that begins with a line for the shell is text as well.
    if head.starts_with(b"#!") {
        return DocumentKind::Program;
    }
    if is_text(head) {
        DocumentKind::Text
    } else {
        DocumentKind::Other
    }
}

fn is_web(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let small: Vec<u8> = text.iter().take(32).map(u8::to_ascii_lowercase).collect();
    WEB.iter().any(|start| small.starts_with(start))
}

/// No control bytes but those of lines: UTF-8, or an older Chinese encoding.
fn is_text(head: &[u8]) -> bool {
    let is_plain = |byte: &u8| *byte >= 0x20 && *byte != 0x7f || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
    !head.is_empty() && head.iter().all(is_plain)
}

/// The kind that a name claims; `None` when it claims none that is known.
pub fn kind_of_name(name: &str) -> Option<DocumentKind> {
    let (_, extension) = name.rsplit_once('.')?;
    Some(match extension.to_ascii_lowercase().as_str() {
        "pdf" => DocumentKind::Pdf,
        "jpg" | "jpeg" => DocumentKind::Jpeg,
        "png" => DocumentKind::Png,
        "gif" | "tif" | "tiff" | "webp" | "heic" | "bmp" => DocumentKind::Picture,
        "docx" | "xlsx" | "pptx" | "odt" | "ods" | "odp" | "ofd" | "zip" => DocumentKind::Package,
        "doc" | "xls" | "ppt" | "wps" | "et" => DocumentKind::Office,
        "rtf" => DocumentKind::RichText,
        "txt" | "csv" | "md" | "log" => DocumentKind::Text,
        "html" | "htm" | "svg" | "xml" | "xhtml" => DocumentKind::Web,
        "exe" | "dll" | "sh" | "bat" | "com" | "scr" => DocumentKind::Program,
        _ => return None,
    })
}

/// What the name claims, where the content is something else.
pub fn contradiction(name: &str, content: DocumentKind) -> Option<DocumentKind> {
    kind_of_name(name).filter(|claimed| *claimed != content)
}
