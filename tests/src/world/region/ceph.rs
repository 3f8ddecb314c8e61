//! One small Ceph (monitor, one OSD on a sparse file, S3 gateway) from Debian's packages, on loopback.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use object_store::aws::AmazonS3Builder;
use object_store::signer::Signer;

use super::super::process;
use super::{Keeper, make_folder, said_in, text_of};

pub(super) const ACCESS_KEY: &str = "mingjing-test";
pub(super) const SECRET_KEY: &str = "mingjing-test-secret";
const START_LIMIT: Duration = Duration::from_mins(2);
const SIGNATURE_LASTS: Duration = Duration::from_mins(1);

pub(super) struct Ceph {
    folder: PathBuf,
    port: u16,
}

impl Ceph {
    pub(super) fn start(folder: &Path, keeper: &Keeper) -> Self {
        let ceph = Self {
            folder: make_folder(folder),
            port: process::free_port(),
        };
        for name in ["mon", "osd0", "rgw", "run"] {
            make_folder(&folder.join(name));
        }
        let cluster = uuid();
        let monitor = format!("v2:127.0.0.1:{}", process::free_port());
        std::fs::write(ceph.configuration(), ceph.configuration_text(&cluster, &monitor)).expect("configure Ceph");
        ceph.make_keys();
        ceph.start_monitor(&cluster, &monitor, keeper);
        ceph.start_osd(keeper);
        ceph.serve(keeper, &["radosgw", "-f", "-n", "client.rgw.a"]);
        ceph.add_user();
        ceph.await_gateway();
        ceph
    }

    fn configuration(&self) -> PathBuf {
        self.folder.join("ceph.conf")
    }

    fn keyring(&self) -> PathBuf {
        self.folder.join("keyring")
    }

    /// One copy of everything, on one disk: what is tested is the protocol, not the spreading.
    fn configuration_text(&self, cluster: &str, monitor: &str) -> String {
        let folder = self.folder.display();
        let port = self.port;
        format!(
            "[global]\n\
             fsid = {cluster}\n\
             mon_host = [{monitor}]\n\
             public_addr = 127.0.0.1\n\
             cluster_addr = 127.0.0.1\n\
             keyring = {folder}/keyring\n\
             run_dir = {folder}/run\n\
             admin_socket = {folder}/run/$name.$pid.asok\n\
             pid_file = {folder}/run/$name.pid\n\
             log_file = {folder}/$name.log\n\
             osd_pool_default_size = 1\n\
             osd_pool_default_min_size = 1\n\
             osd_pool_default_pg_num = 8\n\
             osd_crush_chooseleaf_type = 0\n\
             mon_allow_pool_size_one = true\n\
             auth_allow_insecure_global_id_reclaim = false\n\
             [mon.a]\n\
             mon_data = {folder}/mon\n\
             [osd.0]\n\
             osd_data = {folder}/osd0\n\
             osd_objectstore = bluestore\n\
             bluestore_block_size = 17179869184\n\
             osd_memory_target = 939524096\n\
             [client.rgw.a]\n\
             rgw_data = {folder}/rgw\n\
             rgw_frontends = beast endpoint=127.0.0.1:{port}\n"
        )
    }

    fn command(&self, program: &str) -> Command {
        let mut command = process::command(program);
        command.env("CEPH_CONF", self.configuration()).current_dir(&self.folder);
        command
    }

    fn run(&self, words: &[&str]) {
        let mut command = self.command(words[0]);
        command.args(&words[1..]);
        process::run_well(command, "");
    }

    fn serve(&self, keeper: &Keeper, words: &[&str]) {
        let configuration = self.configuration();
        let mut all = vec!["setpriv", "--pdeathsig", "KILL", "--"];
        all.extend_from_slice(words);
        all.extend(["-c", text_of(&configuration)]);
        keeper.serve("KILL", &all, &self.folder.join("services.log"));
    }

    fn make_keys(&self) {
        let keyring = self.keyring();
        let keyring = text_of(&keyring);
        let keys: [(&str, &[&str]); 4] = [
            ("mon.", &["mon", "allow *"]),
            ("client.admin", &["mon", "allow *", "osd", "allow *", "mgr", "allow *"]),
            ("client.rgw.a", &["mon", "allow rw", "osd", "allow rwx"]),
            ("osd.0", &["mon", "allow profile osd", "osd", "allow *"]),
        ];
        for (index, (name, rights)) in keys.into_iter().enumerate() {
            let mut words = vec!["ceph-authtool", keyring, "--gen-key", "-n", name];
            if index == 0 {
                words.push("--create-keyring");
            }
            rights
                .chunks(2)
                .for_each(|right| words.extend(["--cap", right[0], right[1]]));
            self.run(&words);
        }
    }

    fn start_monitor(&self, cluster: &str, monitor: &str, keeper: &Keeper) {
        let (map, keyring) = (self.folder.join("monmap"), self.keyring());
        let address = format!("[{monitor}]");
        self.run(&[
            "monmaptool",
            "--create",
            "--addv",
            "a",
            &address,
            "--fsid",
            cluster,
            text_of(&map),
        ]);
        self.run(&[
            "ceph-mon",
            "--mkfs",
            "-i",
            "a",
            "--monmap",
            text_of(&map),
            "--keyring",
            text_of(&keyring),
        ]);
        self.serve(keeper, &["ceph-mon", "-f", "-i", "a"]);
    }

    fn start_osd(&self, keeper: &Keeper) {
        let (id, keyring) = (uuid(), self.keyring());
        let timeout = START_LIMIT.as_secs().to_string();
        self.run(&["ceph", "--connect-timeout", &timeout, "osd", "new", &id, "0"]);
        self.run(&["ceph", "auth", "import", "-i", text_of(&keyring)]);
        self.run(&["ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", &id]);
        self.serve(keeper, &["ceph-osd", "-f", "-i", "0"]);
    }

    fn add_user(&self) {
        self.run(&[
            "radosgw-admin",
            "user",
            "create",
            "--uid=test",
            "--display-name=test",
            "--access-key",
            ACCESS_KEY,
            "--secret-key",
            SECRET_KEY,
            "--max-buckets=0",
        ]);
    }

    fn await_gateway(&self) {
        let end = Instant::now() + START_LIMIT;
        while std::net::TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(
                Instant::now() < end,
                "Ceph's gateway does not start:\n{}",
                said_in(&self.folder)
            );
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    pub(super) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A PUT of the bucket's own path makes it; the client library signs that, although it has no word for it.
    pub(super) async fn create_bucket(&self, name: &str) {
        let store = AmazonS3Builder::new()
            .with_endpoint(self.endpoint())
            .with_allow_http(true)
            .with_bucket_name(name)
            .with_region("us-east-1")
            .with_access_key_id(ACCESS_KEY)
            .with_secret_access_key(SECRET_KEY)
            .build()
            .expect("describe a bucket");
        let root = object_store::path::Path::default();
        let url = store
            .signed_url(reqwest::Method::PUT, &root, SIGNATURE_LASTS)
            .await
            .expect("sign a request");
        let client = reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("make an HTTP client");
        let answer = client.put(url).send().await.expect("ask Ceph's gateway for a bucket");
        let (status, text) = (answer.status(), answer.text().await.unwrap_or_default());
        assert!(status.is_success(), "Ceph's gateway makes no bucket ({status}): {text}");
    }
}

fn uuid() -> String {
    let text = std::fs::read_to_string("/proc/sys/kernel/random/uuid").expect("the kernel gives ids");
    text.trim().to_owned()
}
