//! Pages of an agency with many officers: a register comes in pages, a field proposes few, and any number may be typed.

use std::collections::BTreeSet;
use std::fmt::Write;

use evidence_schema::ledger_import::ImportKind;
use evidence_schema::people::Role;
use reqwest::StatusCode;
use tests::world::{Caller, World};

use super::forms::{form_token, look, send};
use crate::ledger_import::import;

const OF_EACH_UNIT: usize = 600;
const RECORDERS: usize = 450;

async fn agency(administrator: &Caller) {
    let units = "编号,名称,上级编号\n1,一大队,\n2,二大队,\n";
    assert_eq!(import(administrator, ImportKind::Units, units).await.0, 2);
    let mut officers =
        "编号,姓名,执法证号,执法证有效期起,执法证有效期止,单位编号,一线执法,辅助人员,任职起始日期\n".to_owned();
    let mut recorders = "序列号,名称,类型,单位编号\n".to_owned();
    for n in 1..=OF_EACH_UNIT {
        for unit in ["1", "2"] {
            writeln!(officers, "{unit}{n:05},人员{n},,,,{unit},是,否,2024-01-01").unwrap();
        }
    }
    for n in 1..=RECORDERS {
        writeln!(recorders, "A{n:06},{n}号机,执法记录仪,1").unwrap();
    }
    let added = import(administrator, ImportKind::Officers, &officers).await.0;
    assert_eq!(added, 2 * OF_EACH_UNIT);
    assert_eq!(
        import(administrator, ImportKind::Recorders, &recorders).await.0,
        RECORDERS
    );
}

/// What stands between two texts, each time.
fn between<'a>(page: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    let rests = page.split(before).skip(1);
    rests.filter_map(|rest| rest.split(after).next()).collect()
}

/// The rows of every page of a register, and how many each page had.
async fn walked(caller: &Caller, path: &str, before: &str) -> (BTreeSet<String>, Vec<usize>) {
    let (mut all, mut sizes, mut next) = (BTreeSet::new(), Vec::new(), Some(path.to_owned()));
    while let Some(path) = next {
        let (status, page) = look(caller, &path).await;
        assert_eq!(status, StatusCode::OK);
        let rows = between(&page, before, "</bdi>");
        sizes.push(rows.len());
        all.extend(rows.into_iter().map(str::to_owned));
        let link = page.split_once("\" rel=\"next\"");
        let link = link.and_then(|(before, _)| before.rsplit('"').next());
        next = link.map(|path| path.replace("&#38;", "&"));
        assert!(sizes.len() < 20, "the pages have no end");
    }
    (all, sizes)
}

#[tokio::test]
async fn registers_come_in_pages_and_fields_propose_the_visitors_own_units_first() {
    let world = World::start().await;
    let administrator = world.administrator().await;
    agency(&administrator).await;
    let (officers, sizes) = walked(&administrator, "/officers", "<small class=\"mono\"><bdi>").await;
    assert_eq!((officers.len(), sizes), (2 * OF_EACH_UNIT, vec![200; 6]));
    let (found, _) = walked(&administrator, "/officers?q=00599", "<small class=\"mono\"><bdi>").await;
    assert_eq!(found, BTreeSet::from(["100599".to_owned(), "200599".to_owned()]));
    let (recorders, sizes) = walked(&administrator, "/recorders", "<td class=\"title mono\"><bdi>").await;
    assert_eq!((recorders.len(), sizes), (RECORDERS, vec![200, 200, 50]));
    let (none, _) = walked(&administrator, "/recorders?q=%25", "<td class=\"title mono\"><bdi>").await;
    assert_eq!(none.len(), 0, "a sign is a sign, not any text");

    let officer = world.granted(Role::CaseHandler, Some("2")).await;
    let (_, page) = look(&officer, "/cases").await;
    let list = between(&page, "<datalist id=\"officers\">", "</datalist>")[0];
    let offered = between(list, "<option value=\"", "\"");
    assert_eq!((offered.len(), offered[0]), (500, "200001"));
    assert!(
        !offered.contains(&"100001"),
        "others fill what is left, and nothing is left"
    );
    let token = form_token(&officer, "/cases").await;
    assert!(!offered.contains(&"200599"));
    let fields = format!("number=1&title=t&lead_number=200599&form_token={token}");
    assert_eq!(
        send(&officer, "/cases", &fields).await.status(),
        StatusCode::SEE_OTHER,
        "what is not proposed may be typed"
    );
    world.finish().await;
}
