//! The resources that the spec declares.

use modelarts_codegen::model::{Api, Group, Operation, Reference, Resource};

use super::paths;

/// A resource and its group.
#[derive(Clone, Copy)]
pub(super) struct Declared<'a> {
    pub(super) group: &'a Group,
    pub(super) resource: &'a Resource,
}

impl<'a> Declared<'a> {
    fn all(api: &'a Api) -> impl Iterator<Item = Self> {
        api.groups.iter().flat_map(|group| group.resources.iter().map(move |resource| Self { group, resource }))
    }

    /// Returns the resource that is named as in `training_jobs.job`.
    pub(super) fn named(api: &'a Api, name: &str) -> Option<Self> {
        let (module, name) = name.split_once('.')?;
        Self::all(api).find(|declared| declared.group.module == module && declared.resource.name == name)
    }

    /// Returns the resource whose things are at a path.
    pub(super) fn at(api: &'a Api, path: &str) -> Option<Self> {
        Self::all(api).find(|declared| declared.path(api).is_some_and(|own| own == path))
    }

    /// Returns the resource whose things an operation lists.
    pub(super) fn listed_by(api: &'a Api, list: &Operation) -> Option<Self> {
        let is_it =
            |declared: &Self| declared.resource.list.is_some_and(|own| declared.group.operations[own].id == list.id);
        Self::all(api).find(is_it)
    }

    /// Returns the name, as in `training_jobs.job`.
    pub(super) fn name(self) -> String {
        format!("{}.{}", self.group.module, self.resource.name)
    }

    /// Returns the path of the things, without the key of one.
    pub(super) fn path(self, api: &Api) -> Option<String> {
        let Resource { create, get, list, delete, .. } = self.resource;
        let path = |operation: usize| paths::path(api, &self.group.operations[operation]);
        let mut of_one = get.iter().chain(delete).map(|operation| path(*operation));
        let before_key = of_one.find_map(|path| path.strip_suffix("/{}").map(str::to_owned));
        before_key.or_else(|| create.or(*list).map(path))
    }

    /// Returns the table of a thing in the list.
    pub(super) fn item(self) -> Option<Reference> {
        Some(self.group.operations[self.resource.list?].pages.as_ref()?.item)
    }

    /// Returns the pointer to the key of a thing in the list.
    pub(super) fn key(self, api: &Api) -> Option<String> {
        let pages = self.group.operations[self.resource.list?].pages.as_ref()?;
        Some(paths::pointer(api, pages.item, &pages.key))
    }
}
