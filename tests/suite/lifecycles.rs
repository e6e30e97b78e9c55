//! The life of each resource that the spec declares, under both authentication schemes: create, list, read, change, act,
//! move by the clock, delete, not found.

use std::time::Duration;

use modelarts_codegen::Sources;
use modelarts_codegen::model::{Action, Code, CodeKind, Group, Operation, Resource, Segment, States};
use modelarts_emulator::Emulator;
use modelarts_tests::raw::{RawResponse, Scheme, Values, call_as};
use modelarts_tests::{FEATURES, feature};
use serde_json::Value;

/// An emulator without seeded things, and how it is called.
struct World {
    emulator: Emulator,
    scheme: Scheme,
}

/// A created thing: the values that name it and what it belongs to.
struct Thing<'a> {
    group: &'a Group,
    resource: &'a Resource,
    names: Values,
}

impl World {
    fn new(spec: Option<Sources>, scheme: Scheme) -> Self {
        let builder = Emulator::builder().jobs(0);
        let builder = match spec {
            Some(spec) => builder.spec(spec),
            None => builder,
        };
        Self { emulator: builder.start().unwrap(), scheme }
    }

    fn call(&self, operation: &Operation, values: &Values) -> RawResponse {
        call_as(&self.emulator, self.scheme, operation, values)
    }

    /// Calls an operation that succeeds.
    fn succeed(&self, operation: &Operation, values: &Values) -> Value {
        let (status, body) = self.call(operation, values);
        assert!(operation.success.contains(&status), "{status}, {:?}, {}: {body}", self.scheme, operation.id);
        body
    }

    fn template(&self, operation: &Operation) -> String {
        operation.template(&self.emulator.api().service)
    }

    /// The keys of all things that a list shows.
    fn keys(&self, list: &Operation, values: &Values) -> Vec<Value> {
        let api = self.emulator.api();
        let pages = list.pages.as_ref().unwrap();
        let page = self.succeed(list, values);
        let at = |value, table, path| api.fields(table, path).fold(value, |value: &Value, field| &value[&field.name]);
        let items = at(&page, list.table().unwrap(), &pages.items);
        let key = |item| at(item, pages.item, &pages.key);
        items.as_array().unwrap().iter().map(|item| key(item).clone()).collect()
    }

    /// Creates what the path of an operation names, but for the last parameter.
    fn owners(&self, create: &Operation) -> Values {
        let path = self.template(create);
        let mut names = Values::new();
        for segment in &create.path {
            let Segment::Parameter(index) = segment else { continue };
            let name = &create.parameters[*index].name;
            let (before, _) = path.split_once(&format!("/{{{name}}}")).unwrap();
            let owner = self.things().find(|(group, resource)| {
                resource.create.is_some_and(|create| self.template(&group.operations[create]) == before)
            });
            let (group, resource) = owner.unwrap_or_else(|| panic!("{}: nothing creates a {name}", create.id));
            names.extend(self.create(group, resource).names);
        }
        names
    }

    fn things(&self) -> impl Iterator<Item = (&Group, &Resource)> {
        let groups = self.emulator.api().groups.iter();
        groups.flat_map(|group| group.resources.iter().map(move |resource| (group, resource)))
    }

    /// Creates a thing. Exactly that is new in its list.
    fn create<'a>(&self, group: &'a Group, resource: &'a Resource) -> Thing<'a> {
        let operation = |index: Option<usize>| &group.operations[index.unwrap()];
        let (create, list) = (operation(resource.create), operation(resource.list));
        let mut names = self.owners(create);
        let before = self.keys(list, &names);
        // A version names the one before it.
        if let Some(before) = before.first().filter(|_| resource.key == "version_id") {
            let config = serde_json::json!({ "worker_server_num": 1, "pre_version_id": before, "spec_id": 1 });
            names.insert("config".to_owned(), config);
        }
        if let Some(unique) = &resource.unique {
            let name = format!("thing-{}", self.emulator.requests().len());
            names.insert(unique.name.clone(), name.into());
        }
        self.succeed(create, &names);
        if let Some(unique) = &resource.unique {
            let (status, body) = self.call(create, &names);
            assert!((400..500).contains(&status), "{}: {status} {body}", create.id);
            let refused = unique.refused.as_deref().unwrap_or_else(|| body["error_code"].as_str().unwrap());
            assert_eq!(body["error_code"], refused, "{}", create.id);
            names.remove(&unique.name);
        }
        let after = self.keys(list, &names);
        let new: Vec<_> = after.iter().filter(|key| !before.contains(key)).collect();
        assert_eq!((new.len(), after.len()), (1, before.len() + 1), "{}", create.id);
        names.insert(resource.key.clone(), new[0].clone());
        Thing { group, resource, names }
    }

    /// The state of a thing, as an index in the code table.
    fn state(&self, thing: &Thing<'_>) -> usize {
        let (api, states) = (self.emulator.api(), thing.resource.states.as_ref().unwrap());
        let get = &thing.group.operations[thing.resource.get.unwrap()];
        let details = self.succeed(get, &thing.names);
        let fields = api.fields(get.table().unwrap(), &states.field);
        let shown = fields.fold(&details, |shown, field| &shown[&field.name]);
        let codes = api.codes(states.codes);
        let is_it = |code: &Code| match codes.kind {
            CodeKind::Number => *shown == code.number,
            CodeKind::Text => *shown == *code.name,
        };
        codes.values.iter().position(is_it).unwrap_or_else(|| panic!("{}: {shown}", get.id))
    }

    /// Advances the clock until a thing does not move any more. Each state is one that the spec says.
    fn settle(&self, thing: &Thing<'_>, states: &States, from: usize) -> usize {
        let mut expected = from;
        while let Some(next) = states.moves[expected] {
            self.emulator.advance(next.after);
            let state = self.state(thing);
            // Time passes by itself, too.
            let mut later = Some(next.to);
            while later.is_some_and(|later| later != state) {
                later = later.and_then(|later| states.moves[later]).map(|next| next.to);
            }
            assert!(later.is_some(), "{}: {state} after {expected}", thing.resource.name);
            expected = state;
        }
        self.emulator.advance(Duration::from_secs(1));
        assert_eq!(self.state(thing), expected, "{}", thing.resource.name);
        expected
    }
}

/// Calls each operation that names one thing, after it was deleted.
fn assert_is_gone(world: &World, thing: &Thing<'_>) {
    let Thing { group, resource, names } = thing;
    let actions = resource.states.iter().flat_map(|states| &states.actions).map(|action| action.operation);
    let about = resource.get.into_iter().chain(resource.update.iter().copied()).chain(resource.delete).chain(actions);
    for operation in about.map(|index| &group.operations[index]) {
        let key = operation.parameters.iter().find(|parameter| parameter.name == resource.key).unwrap();
        let (status, body) = world.call(operation, names);
        assert!((400..500).contains(&status), "{}: {status} {body}", operation.id);
        let expected = key.not_found.as_deref().unwrap_or_else(|| panic!("{}: no `not_found`", operation.id));
        assert_eq!(body["error_code"], expected, "{}", operation.id);
    }
}

fn live(world: &World, group: &Group, resource: &Resource) {
    let thing = world.create(group, resource);
    if let Some(get) = resource.get {
        world.succeed(&group.operations[get], &thing.names);
    }
    for update in &resource.update {
        world.succeed(&group.operations[*update], &thing.names);
    }
    if let Some(states) = &resource.states {
        let created = world.state(&thing);
        assert!(created == states.initial || states.moves[states.initial].is_some_and(|next| next.to == created));
        let end = world.settle(&thing, states, created);
        for action in &states.actions {
            act(world, group, resource, (states, action, end));
        }
    }
    if let Some(delete) = resource.delete {
        world.succeed(&group.operations[delete], &thing.names);
        assert_is_gone(world, &thing);
        let list = &group.operations[resource.list.unwrap()];
        assert!(!world.keys(list, &thing.names).contains(&thing.names[&resource.key]), "{}", list.id);
    }
}

/// Calls an action on a thing of its own: where it is allowed, and where it is not. `end` is the state in which the moves end.
fn act(world: &World, group: &Group, resource: &Resource, (states, action, end): (&States, &Action, usize)) {
    let operation = &group.operations[action.operation];
    let thing = world.create(group, resource);
    if !action.from.contains(&world.state(&thing)) {
        // Another action or the clock leads to a state in which this one is allowed.
        for other in states.actions.iter().filter(|other| other.operation != action.operation) {
            world.succeed(&group.operations[other.operation], &thing.names);
            world.settle(&thing, states, other.to);
        }
    }
    assert!(action.from.contains(&world.state(&thing)), "{}: no way to a state that allows it", operation.id);
    world.succeed(operation, &thing.names);
    let after = world.settle(&thing, states, action.to);
    let refused = if action.from.contains(&after) { None } else { action.refused.as_deref() };
    if let Some(code) = refused {
        assert_eq!(world.call(operation, &thing.names).1["error_code"], code, "{} in {after}", operation.id);
    }
    assert!(refused.is_some() || after != end || action.refused.is_none(), "{}: no refusal is seen", operation.id);
}

/// Returns how many resources a spec declares.
fn live_all(spec: &Option<Sources>) -> usize {
    let lived = [Scheme::Account, Scheme::AkSk].map(|scheme| {
        let world = World::new(spec.clone(), scheme);
        // Things that no operation lists cannot be observed.
        let listed = world.things().filter(|(_, resource)| resource.list.is_some());
        listed.map(|(group, resource)| live(&world, group, resource)).count()
    });
    assert_eq!(lived[0], lived[1]);
    lived[0]
}

#[test]
fn every_resource_lives_as_the_spec_says() {
    assert!(live_all(&None) >= 8);
}

/// No code of the emulator is about them.
#[test]
fn every_resource_of_another_spec_lives_as_the_spec_says() {
    let declared: usize = FEATURES.iter().map(|name| live_all(&Some(feature(name)))).sum();
    assert!(declared >= 1, "{declared}");
}
