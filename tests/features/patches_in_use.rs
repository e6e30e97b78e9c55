//! Merge patches, and one name in the path and in the body.

use serde_json::json;

use crate::client::{clients_of, last_body};
use crate::patches::boxes::{Label, Print};

#[tokio::test]
async fn a_field_of_a_merge_patch_is_left_set_or_cleared() {
    let (emulator, clients) = clients_of("patches");
    for client in clients {
        let boxes = client.boxes();
        let first = boxes.list().send().await.unwrap().boxes.remove(0);
        let id = first.box_id;
        let changed = boxes.update(id, "n").title("new").send().await.unwrap();
        assert_eq!(last_body(&emulator), json!({ "title": "new", "name": "n" }), "what is left is not sent");
        assert_eq!((changed.title.as_deref(), changed.size), (Some("new"), first.size));
        let changed = boxes.update(id, "n").clear_title().size(7).send().await.unwrap();
        assert_eq!(last_body(&emulator), json!({ "title": null, "size": 7, "name": "n" }));
        assert_eq!((changed.title, changed.size), (None, Some(7)));
        assert_eq!(boxes.get(id).send().await.unwrap().title, None);
        // The last call decides.
        boxes.update(id, "n").clear_title().title("again").clear_type().send().await.unwrap();
        assert_eq!(boxes.get(id).send().await.unwrap().title.as_deref(), Some("again"));
    }
}

#[tokio::test]
async fn a_field_of_an_object_in_a_merge_patch_is_left_set_or_cleared() {
    let (emulator, clients) = clients_of("patches");
    for client in clients {
        let boxes = client.boxes();
        let id = boxes.list().send().await.unwrap().boxes[0].box_id;
        let label = || Label::new("a");
        let print = Print::new().bold(true);
        boxes.update(id, "n").label(label().color("red").cleared(true).print(print)).send().await.unwrap();
        let print = Print::new().clear_bold().italic(true);
        let change = label().clear_color().clear_type().print(print);
        boxes.update(id, "n").label(change).send().await.unwrap();
        let sent = json!({ "text": "a", "color": null, "type": null, "print": { "bold": null, "italic": true } });
        assert_eq!(last_body(&emulator), json!({ "name": "n", "label": sent }), "what is left is not sent");
        let label = boxes.get(id).send().await.unwrap().label.unwrap();
        assert_eq!((label.color, label.cleared, label.r#type), (None, Some(true), None));
        let print = label.print.unwrap();
        assert_eq!((print.bold, print.italic), (None, Some(true)));
    }
}

#[tokio::test]
async fn the_last_call_decides_whether_a_field_of_an_object_is_cleared() {
    let (emulator, [client, _]) = clients_of("patches");
    let boxes = client.boxes();
    let id = boxes.list().send().await.unwrap().boxes[0].box_id;
    let label = Label::new("a").color("red").clear_color().clear_type().r#type("b");
    boxes.update(id, "n").label(label).send().await.unwrap();
    assert_eq!(last_body(&emulator)["label"], json!({ "text": "a", "color": null, "type": "b" }));
}

#[tokio::test]
async fn the_emulator_refuses_a_patch_of_another_content_type() {
    let (emulator, [client, _]) = clients_of("patches");
    let id = client.boxes().list().send().await.unwrap().boxes[0].box_id;
    let request = emulator.requests().last().unwrap().path.clone();
    let url = format!("{}{request}/{id}", emulator.url());
    let response = reqwest::Client::new().patch(url).body("{}").header("Content-Type", "application/json");
    let token = emulator.issue_token();
    let response = response.header("X-Auth-Token", token).send().await.unwrap();
    assert_eq!(response.status(), 415);
}

#[tokio::test]
async fn a_name_may_be_in_the_path_and_in_the_body() {
    let (emulator, clients) = clients_of("patches");
    for client in clients {
        client.boxes().replace("old", "new").send().await.unwrap();
        let requests = emulator.requests();
        assert!(requests.last().unwrap().path.ends_with("/box-names/old"));
        assert_eq!(last_body(&emulator), json!({ "name": "new" }));
    }
}
