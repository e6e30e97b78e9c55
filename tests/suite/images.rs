//! Images: filters, joined sort keys, and deletions with and without a body.

use modelarts::images::{ImageStatus, ImageType};
use modelarts_emulator::Emulator;

use crate::networks::client_with;

#[tokio::test]
async fn a_deleted_image_is_returned_unless_the_response_has_no_body() {
    let emulator = Emulator::builder().jobs(1).start().unwrap();
    let client = emulator.ak_sk_client().unwrap();
    let image = client.images().register("swr.example.com/organization/image:1").send().await.unwrap();
    assert_eq!(image.status, ImageStatus::Active);
    let deleted = client.images().delete(&image.id).force(true).send().await.unwrap();
    assert_eq!(deleted, Some(image));
    assert!(emulator.requests().last().unwrap().query.contains("force=true"));
    let client = client_with(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".to_vec());
    assert_eq!(client.images().delete("image").send().await.unwrap(), None);
}

#[tokio::test]
async fn sort_keys_are_joined_and_filters_are_applied() {
    let emulator = Emulator::builder().jobs(40).start().unwrap();
    let client = emulator.ak_sk_client().unwrap();
    let list = client.images().list().limit(100);
    let all = list.clone().send().await.unwrap();
    let keys = vec!["updateTime".to_owned(), "name".to_owned()];
    let found = list.r#type(ImageType::Dedicated).sort_key(keys).send().await.unwrap();
    assert!(emulator.requests().last().unwrap().query.contains("sort_key=updateTime%2Cname"));
    let expected: Vec<_> = all.data.into_iter().filter(|image| image.r#type == ImageType::Dedicated).collect();
    assert!(!expected.is_empty() && expected.len() < 40);
    assert_eq!((found.total, found.data), (expected.len() as i64, expected));
}
