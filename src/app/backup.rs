//! Encrypted backups: the browser's own AES-GCM under a key that PBKDF2 makes of a passphrase, chunk by chunk.

use super::files;
use super::session::Session;
use crate::book::{Failure, Proposal};
use crate::exchange::{BACKUP_HEAD, BACKUP_TAG, BackupHead, Chunk, EventLogReader};
use crate::wording::word;
use js_sys::{Array, Function, JsString, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

impl Session {
    /// The whole open book, encrypted, with the file's name.
    pub async fn back_up(&self, passphrase: &str) -> Result<(String, Blob), Failure> {
        let (name, plain) = self.export_json(None, |_, _| {}).await?;
        let book = name.strip_suffix(".daybook.json").unwrap_or(&name);
        let name = format!("{book}.daybook.backup");
        Ok((name, encrypt(&plain, passphrase).await?))
    }

    /// Whether a file says that it is an encrypted backup.
    pub async fn is_backup(&self, file: &Blob) -> bool {
        let first = files::piece(file, 0.0, 8.0).await;
        first.is_ok_and(|bytes| BackupHead::begins(&bytes))
    }

    /// Decrypts a backup and checks it like any file; finds out what taking it in would do. Changes nothing.
    pub async fn propose_backup(
        &self,
        file: Blob,
        passphrase: &str,
        mut progress: impl FnMut(u64, u64) -> bool,
    ) -> Result<Proposal, Failure> {
        let size = files::whole(file.size());
        let first = files::piece(&file, 0.0, files::number(size.min(BACKUP_HEAD as u64))).await?;
        let (head, check) = BackupHead::read(&first).map_err(Failure::Unreadable)?;
        let key = Key::new(&head, passphrase).await?;
        if key.crypt("decrypt", &head, Chunk::Check, &check).await.is_err() {
            return Err(unreadable("backup.wrong-passphrase"));
        }
        let body = size.saturating_sub(BACKUP_HEAD as u64);
        let mut reader = EventLogReader::default();
        for (chunk, from, to) in BackupHead::cut(body, head.chunk() + BACKUP_TAG) {
            let (from, to) = (from + BACKUP_HEAD as u64, to + BACKUP_HEAD as u64);
            let bytes = files::piece(&file, files::number(from), files::number(to)).await?;
            let plain = key.crypt("decrypt", &head, chunk, &bytes).await;
            reader.feed(&plain.map_err(|_| unreadable("backup.damaged"))?)?;
            if !progress(to, size) {
                return Err(Failure::Cancelled);
            }
        }
        self.propose_file(reader.finish()?).await
    }
}

/// A small secret, encrypted in the same way: what a backup is to a book.
pub(super) async fn seal(secret: &str, passphrase: &str) -> Result<Vec<u8>, Failure> {
    let plain = Array::of1(&Uint8Array::from(secret.as_bytes()));
    let sealed = encrypt(&files::blob(&plain, "application/octet-stream")?, passphrase).await?;
    files::piece(&sealed, 0.0, sealed.size()).await
}

/// The small secret that was sealed with this passphrase; `None` where it is another one.
pub(super) async fn unseal(sealed: &[u8], passphrase: &str) -> Result<Option<String>, Failure> {
    let (head, _) = BackupHead::read(sealed).map_err(Failure::Unreadable)?;
    let key = Key::new(&head, passphrase).await?;
    let body = sealed.get(BACKUP_HEAD..).unwrap_or_default();
    let mut plain = Vec::new();
    for (chunk, from, to) in BackupHead::cut(body.len() as u64, head.chunk() + BACKUP_TAG) {
        let range = usize::try_from(from).unwrap_or(usize::MAX)..usize::try_from(to).unwrap_or(usize::MAX);
        match key.crypt("decrypt", &head, chunk, body.get(range).unwrap_or_default()).await {
            Ok(bytes) => plain.extend(bytes),
            Err(_) => return Ok(None),
        }
    }
    Ok(String::from_utf8(plain).ok())
}

async fn encrypt(plain: &Blob, passphrase: &str) -> Result<Blob, Failure> {
    let mut random = [0; 23];
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    let drawn = crypto.and_then(|crypto| crypto.get_random_values_with_u8_array(&mut random).ok());
    drawn.ok_or_else(|| unreadable("backup.no-crypto"))?;
    let head = BackupHead::new(&random);
    let key = Key::new(&head, passphrase).await?;
    let failed = |_| unreadable("backup.no-crypto");
    let pieces = Array::new();
    pieces.push(&Uint8Array::from(head.vouched()));
    let check = key.crypt("encrypt", &head, Chunk::Check, &[]).await.map_err(failed)?;
    pieces.push(&Uint8Array::from(check.as_slice()));
    for (chunk, from, to) in BackupHead::cut(files::whole(plain.size()), head.chunk()) {
        let bytes = files::piece(plain, files::number(from), files::number(to)).await?;
        let sealed = key.crypt("encrypt", &head, chunk, &bytes).await.map_err(failed)?;
        pieces.push(&Uint8Array::from(sealed.as_slice()));
    }
    files::blob(&pieces, "application/octet-stream")
}

/// A key made of a passphrase, which the browser keeps to itself.
struct Key {
    subtle: JsValue,
    key: JsValue,
}

impl Key {
    async fn new(head: &BackupHead, passphrase: &str) -> Result<Self, Failure> {
        let failed = |_| unreadable("backup.no-crypto");
        let crypto = Reflect::get(&js_sys::global(), &"crypto".into()).map_err(failed)?;
        let subtle = Reflect::get(&crypto, &"subtle".into()).map_err(failed)?;
        // Only a secure page is given it.
        if subtle.is_undefined() {
            return Err(unreadable("backup.no-crypto"));
        }
        // The same letters may be typed in two ways, on another keyboard.
        let letters = JsString::from(passphrase).normalize("NFC").as_string().unwrap_or_default();
        let secret = Uint8Array::from(letters.as_bytes());
        let uses = Array::of1(&"deriveKey".into());
        let (raw, pbkdf2, aes) =
            ("raw".into(), "PBKDF2".into(), object(&[("name", "AES-GCM".into()), ("length", 256.into())]));
        let base = ask(&subtle, "importKey", &[&raw, &secret, &pbkdf2, &JsValue::FALSE, &uses]).await;
        let way = object(&[
            ("name", pbkdf2),
            ("hash", "SHA-256".into()),
            ("salt", Uint8Array::from(head.salt()).into()),
            ("iterations", head.rounds().into()),
        ]);
        let uses = Array::of2(&"encrypt".into(), &"decrypt".into());
        let base = base.map_err(failed)?;
        let key =
            ask(&subtle, "deriveKey", &[&way, &base, &aes, &JsValue::FALSE, &uses]).await.map_err(failed)?;
        Ok(Self { subtle, key })
    }

    async fn crypt(
        &self,
        method: &str,
        head: &BackupHead,
        chunk: Chunk,
        bytes: &[u8],
    ) -> Result<Vec<u8>, JsValue> {
        let way = object(&[
            ("name", "AES-GCM".into()),
            ("iv", Uint8Array::from(&head.nonce(chunk)[..]).into()),
            ("additionalData", Uint8Array::from(head.vouched()).into()),
        ]);
        let answer = ask(&self.subtle, method, &[&way, &self.key, &Uint8Array::from(bytes)]).await?;
        Ok(Uint8Array::new(&answer).to_vec())
    }
}

/// What a method of the browser's crypto answers.
async fn ask(subtle: &JsValue, method: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(subtle, &method.into())?.dyn_into()?;
    let arguments: Array = arguments.iter().copied().collect();
    let promise: Promise = function.apply(subtle, &arguments)?.dyn_into()?;
    JsFuture::from(promise).await
}

fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

fn unreadable(key: &'static str) -> Failure {
    Failure::Unreadable(word(key).to_owned())
}
