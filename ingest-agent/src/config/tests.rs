//! What the configuration says of clearing.

use super::{Config, ReleaseConfig};

fn loaded(text: &str) -> Result<Config, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("agent.toml");
    std::fs::write(&path, text).unwrap();
    Config::load(Some(&path)).map_err(|failure| failure.to_string())
}

#[test]
fn dock_does_what_the_server_allows_unless_it_is_told_otherwise() {
    assert!(loaded("").unwrap().release.allowed);
    let told = loaded("[release]\nallowed = false\nready_free_mib = 4096\n")
        .unwrap()
        .release;
    let expected = ReleaseConfig {
        allowed: false,
        ready_free_mib: 4096,
        ..ReleaseConfig::default()
    };
    assert_eq!(told, expected);
}

#[test]
fn numbers_out_of_bounds_and_unknown_words_are_refused() {
    for text in [
        "[release]\nready_free_percent = 101\n",
        "[release]\nready_free_mib = 1099511627776\n",
        "[release]\nask_every_ms = 10\n",
        "[release]\nenabled = true\n",
    ] {
        assert!(
            loaded(text).unwrap_err().contains("release") || text.contains("enabled"),
            "{text}"
        );
    }
}
