//! Finds the entry of the spec that an item of the generated code comes from.

use std::collections::HashMap;

use super::collect::Id;
use super::{api, codes, operations, tables};
use crate::check::names::{CLIENT, NEW};
use crate::model::{Api, Group};

/// The entries of a spec by the paths of their items.
pub(super) struct Places(HashMap<String, Id>);

impl Places {
    pub(super) fn of(api: &Api) -> Self {
        let mut places = Self(HashMap::new());
        for group in &api.groups {
            places.add(String::new(), &group.module, Id::new(&group.file, &[]));
            places.add_codes(group);
            places.add_tables(group);
            places.add_operations(group);
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

    fn add_codes(&mut self, group: &Group) {
        for table in &group.codes {
            let (path, id) = (format!("{}::{}", group.module, table.name), codes::id((group, table)));
            for code in &table.values {
                self.add(format!("{path}."), &code.variant, codes::code_id(&id, code));
            }
            for group in &table.groups {
                self.add(format!("{path}::"), &group.constant, codes::group_id(&id, group));
                self.add(format!("{path}::"), &group.predicate, codes::group_id(&id, group));
            }
            self.add(path, "", id);
        }
    }

    fn add_tables(&mut self, group: &Group) {
        for table in &group.tables {
            let (path, id) = (format!("{}::{}", group.module, table.name), tables::id((group, table)));
            for field in &table.fields {
                let field_id = tables::field_id(&id, field);
                self.add(format!("{path}."), &field.ident, field_id.clone());
                self.add(format!("{path}::"), &field.setter, field_id.clone());
                self.add(format!("{path}::{NEW}("), &format!("{})", field.ident), field_id);
            }
            self.add(path, "", id);
        }
    }

    fn add_operations(&mut self, group: &Group) {
        let owner = format!("{}::{}", group.module, group.type_name);
        self.add(owner.clone(), "", Id::new(&group.file, &[]));
        self.add(format!("modelarts::{CLIENT}::"), &group.module, Id::new(&group.file, &[]));
        for operation in &group.operations {
            let path = format!("{}::{}", group.module, operation.builder);
            let id = operations::id((group, operation));
            for parameter in &operation.parameters {
                let parameter_id = operations::parameter_id(&id, parameter);
                self.add(format!("{path}::"), &parameter.ident, parameter_id.clone());
                self.add(format!("{path}::("), &format!("{})", parameter.ident), parameter_id);
            }
            self.add(format!("{owner}::"), &operation.ident, id.clone());
            self.add(path, "", id);
        }
    }
}
