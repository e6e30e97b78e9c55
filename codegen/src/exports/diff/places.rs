//! Finds the entry of the spec that an item of the generated code comes from.

use std::collections::HashMap;

use super::collect::Id;
use super::{api, codes, operations, tables};
use crate::check::names::NEW;
use crate::model::{Api, Resource, Version};

/// The entries of a spec by the paths of their items.
pub(super) struct Places(HashMap<String, Id>);

impl Places {
    pub(super) fn of(api: &Api) -> Self {
        let mut places = Self(HashMap::new());
        for resource in &api.resources {
            places.add(String::new(), &resource.module, Id::new(&resource.file, &[]));
            places.add_codes(resource);
            places.add_tables(resource);
            places.add_operations(resource);
        }
        places
    }

    /// Returns the entry of an item, or of what holds it.
    pub(super) fn find(&self, path: &str) -> Option<&Id> {
        let found = self.0.get(path).or_else(|| api::holder(path).and_then(|holder| self.find(holder)));
        found.or_else(|| self.0.get(path.split("::").next()?))
    }

    fn add(&mut self, holder: String, name: &str, id: Id) {
        self.0.insert(holder + name, id);
    }

    fn add_codes(&mut self, resource: &Resource) {
        for table in &resource.codes {
            let (path, id) = (format!("{}::{}", resource.module, table.name), codes::id((resource, table)));
            for code in &table.values {
                self.add(format!("{path}."), &code.variant, codes::code_id(&id, code));
            }
            for group in &table.groups {
                self.add(format!("{path}::"), &group.name, codes::group_id(&id, group));
                self.add(format!("{path}::is_"), &group.name.to_ascii_lowercase(), codes::group_id(&id, group));
            }
            self.add(path, "", id);
        }
    }

    fn add_tables(&mut self, resource: &Resource) {
        for table in &resource.tables {
            let (path, id) = (format!("{}::{}", resource.module, table.name), tables::id((resource, table)));
            for field in &table.fields {
                let field_id = tables::field_id(&id, field);
                self.add(format!("{path}."), &field.ident, field_id.clone());
                self.add(format!("{path}::"), &field.setter, field_id.clone());
                self.add(format!("{path}::{NEW}("), &format!("{})", field.ident), field_id);
            }
            self.add(path, "", id);
        }
    }

    fn add_operations(&mut self, resource: &Resource) {
        let owner = match resource.version {
            None => "Client",
            Some(Version::V2) => "ClientV2",
        };
        for operation in &resource.operations {
            let path = format!("{}::{}", resource.module, operation.builder);
            let id = operations::id((resource, operation));
            for parameter in &operation.parameters {
                let parameter_id = operations::parameter_id(&id, parameter);
                self.add(format!("{path}::"), &parameter.ident, parameter_id.clone());
                self.add(format!("{path}::("), &format!("{})", parameter.ident), parameter_id);
            }
            self.add(format!("modelarts::{owner}::"), &operation.ident, id.clone());
            self.add(path, "", id);
        }
    }
}
