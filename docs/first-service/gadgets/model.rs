//! A gadget as the database keeps it, as clients see it, and as they send it.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::include::Included;
use super::policy;
use super::rules::{
    check_audiences, check_code, check_contact, check_cost, check_grades, check_keywords,
    check_limit_hint, check_name, check_opens_at, check_price, check_released_on,
    check_reserve_places, check_reserve_reason, check_secret_note, check_settings, check_site,
    check_starts_at, check_stock, check_weight,
};
use crate::auth::{UserId, Viewer};
use crate::decimal::Decimal;
use crate::enums::Visibility;
use crate::patch::Patch;
use crate::posts::model::{PostBody, PostId};
use crate::users::model::UserBody;
use crate::validate::{Faults, Validate};

/// Names a gadget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct GadgetId(pub Uuid);

/// One of `open`, `reserved` and `closed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "gadget_state", rename_all = "snake_case")]
pub enum GadgetState {
    Open,
    Reserved,
    Closed,
}

/// A row that the viewer of the statement may see.
#[derive(Debug, sqlx::FromRow)]
pub struct Gadget {
    pub id: GadgetId,
    pub creator_id: UserId,
    pub name: String,
    pub slug: String,
    pub code: String,
    pub price: Decimal,
    pub weight: Option<f64>,
    pub stock: i32,
    pub sold: i64,
    pub released_on: Option<NaiveDate>,
    pub opens_at: Option<NaiveTime>,
    pub starts_at: DateTime<Utc>,
    pub keywords: Vec<String>,
    pub grades: Option<Vec<i32>>,
    pub audiences: Vec<Visibility>,
    pub settings: Option<Value>,
    pub contact: Option<String>,
    pub site: Option<String>,
    pub external_id: Uuid,
    pub cost: Option<Decimal>,
    pub limit_hint: Option<i32>,
    pub state: GadgetState,
    pub visibility: Visibility,
    pub token: String,
    pub assignee_id: Option<UserId>,
    pub parent_id: Option<GadgetId>,
    pub manual_id: Option<PostId>,
    pub closed_by_id: Option<UserId>,
    pub reserve_reason: Option<String>,
    pub manual_author_id: Option<UserId>,
    pub children: i64,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Everything at once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GadgetBody {
    id: GadgetId,
    creator_id: UserId,
    /// With `include=creator`; null when hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    creator: Option<Option<Box<UserBody>>>,
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    #[schema(max_length = 200, pattern = "^[a-z0-9]+(?:-[a-z0-9]+)*$")]
    slug: String,
    #[schema(min_length = 3, max_length = 12, pattern = "^(?:[A-Z0-9]+)$")]
    code: String,
    #[schema(value_type = String, format = "decimal", example = "9.90")]
    price: Decimal,
    #[schema(minimum = 0, maximum = 1000)]
    weight: Option<f64>,
    #[schema(minimum = 0, maximum = 1000)]
    stock: i32,
    sold: i64,
    released_on: Option<NaiveDate>,
    opens_at: Option<NaiveTime>,
    starts_at: DateTime<Utc>,
    #[schema(max_items = 5)]
    keywords: Vec<String>,
    #[schema(max_items = 3)]
    grades: Option<Vec<i32>>,
    #[schema(min_items = 1, max_items = 2)]
    audiences: Vec<Visibility>,
    settings: Option<Value>,
    #[schema(format = "email", max_length = 254)]
    contact: Option<String>,
    #[schema(format = "uri", max_length = 2000)]
    site: Option<String>,
    external_id: Uuid,
    /// Only for those who may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, required = false, format = "decimal")]
    cost: Option<Option<Decimal>>,
    limit_hint: Option<i32>,
    state: GadgetState,
    visibility: Visibility,
    /// Only for those who may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false, min_length = 32, max_length = 32)]
    token: Option<String>,
    assignee_id: Option<UserId>,
    /// With `include=assignee`; null when hidden or absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    assignee: Option<Option<Box<UserBody>>>,
    parent_id: Option<GadgetId>,
    /// With `include=parent`; null when hidden or absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    parent: Option<Option<Box<GadgetBody>>>,
    manual_id: Option<PostId>,
    /// With `include=manual`; null when hidden or absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    manual: Option<Option<Box<PostBody>>>,
    closed_by_id: Option<UserId>,
    /// With `include=closed_by`; null when hidden or absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    closed_by: Option<Option<Box<UserBody>>>,
    #[schema(min_length = 1, max_length = 500)]
    reserve_reason: Option<String>,
    #[schema(minimum = 0)]
    children: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl Gadget {
    /// The gadget as `viewer` may see it.
    pub fn body(self, viewer: impl Into<Viewer>, included: &Included) -> GadgetBody {
        let viewer = viewer.into();
        let may_read_cost = policy::may_read_cost(viewer, &self);
        let may_read_token = policy::may_read_token(viewer, &self);
        GadgetBody {
            id: self.id,
            creator_id: self.creator_id,
            creator: included.creator(Some(self.creator_id)),
            name: self.name,
            slug: self.slug,
            code: self.code,
            price: self.price,
            weight: self.weight,
            stock: self.stock,
            sold: self.sold,
            released_on: self.released_on,
            opens_at: self.opens_at,
            starts_at: self.starts_at,
            keywords: self.keywords,
            grades: self.grades,
            audiences: self.audiences,
            settings: self.settings,
            contact: self.contact,
            site: self.site,
            external_id: self.external_id,
            cost: may_read_cost.then_some(self.cost),
            limit_hint: self.limit_hint,
            state: self.state,
            visibility: self.visibility,
            token: may_read_token.then_some(self.token),
            assignee_id: self.assignee_id,
            assignee: included.assignee(self.assignee_id),
            parent_id: self.parent_id,
            parent: included.parent(self.parent_id),
            manual_id: self.manual_id,
            manual: included.manual(self.manual_id),
            closed_by_id: self.closed_by_id,
            closed_by: included.closed_by(self.closed_by_id),
            reserve_reason: self.reserve_reason,
            children: self.children,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// What a gadget is created from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGadget {
    #[schema(min_length = 1, max_length = 80)]
    pub name: String,
    #[schema(min_length = 3, max_length = 12, pattern = "^(?:[A-Z0-9]+)$")]
    pub code: String,
    #[schema(value_type = String, format = "decimal", example = "9.90")]
    pub price: Decimal,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1000)]
    pub weight: Option<f64>,
    #[serde(default)]
    #[schema(value_type = i32, required = false, minimum = 0, maximum = 1000, default = 10)]
    pub stock: Patch<i32>,
    #[serde(default)]
    pub released_on: Option<NaiveDate>,
    #[serde(default)]
    pub opens_at: Option<NaiveTime>,
    #[serde(default)]
    #[schema(value_type = DateTime<Utc>, required = false)]
    pub starts_at: Patch<DateTime<Utc>>,
    #[schema(max_items = 5)]
    pub keywords: Vec<String>,
    #[serde(default)]
    #[schema(max_items = 3)]
    pub grades: Option<Vec<i32>>,
    #[schema(min_items = 1, max_items = 2)]
    pub audiences: Vec<Visibility>,
    #[serde(default)]
    pub settings: Option<Value>,
    #[serde(default)]
    #[schema(format = "email", max_length = 254)]
    pub contact: Option<String>,
    #[serde(default)]
    #[schema(format = "uri", max_length = 2000)]
    pub site: Option<String>,
    #[serde(default)]
    #[schema(value_type = Uuid, required = false)]
    pub external_id: Patch<Uuid>,
    #[serde(default)]
    #[schema(max_length = 500)]
    pub secret_note: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "decimal")]
    pub cost: Option<Decimal>,
    #[serde(default)]
    #[schema(value_type = Option<i32>, default = 5)]
    pub limit_hint: Patch<Option<i32>>,
    #[serde(default)]
    #[schema(value_type = Visibility, required = false, default = "everyone")]
    pub visibility: Patch<Visibility>,
    #[serde(default)]
    pub assignee_id: Option<UserId>,
    #[serde(default)]
    pub parent_id: Option<GadgetId>,
    #[serde(default)]
    pub manual_id: Option<PostId>,
}

impl Validate for NewGadget {
    fn validate(&self, faults: &mut Faults) {
        check_name(faults, &self.name);
        check_code(faults, &self.code);
        check_price(faults, self.price);
        if let Some(weight) = self.weight {
            check_weight(faults, weight);
        }
        if let Some(&stock) = self.stock.as_set() {
            check_stock(faults, stock);
        }
        if let Some(released_on) = self.released_on {
            check_released_on(faults, released_on);
        }
        if let Some(opens_at) = self.opens_at {
            check_opens_at(faults, opens_at);
        }
        if let Some(&starts_at) = self.starts_at.as_set() {
            check_starts_at(faults, starts_at);
        }
        check_keywords(faults, &self.keywords);
        if let Some(grades) = &self.grades {
            check_grades(faults, grades);
        }
        check_audiences(faults, &self.audiences);
        if let Some(settings) = &self.settings {
            check_settings(faults, settings);
        }
        if let Some(contact) = &self.contact {
            check_contact(faults, contact);
        }
        if let Some(site) = &self.site {
            check_site(faults, site);
        }
        if let Some(secret_note) = &self.secret_note {
            check_secret_note(faults, secret_note);
        }
        if let Some(cost) = self.cost {
            check_cost(faults, cost);
        }
        if let Some(&limit_hint) = self.limit_hint.as_value() {
            check_limit_hint(faults, limit_hint);
        }
    }
}

/// What changes of a gadget; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GadgetChanges {
    #[serde(default)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 80)]
    pub name: Patch<String>,
    #[serde(default)]
    #[schema(value_type = String, required = false, format = "decimal")]
    pub price: Patch<Decimal>,
    #[serde(default)]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 1000)]
    pub weight: Patch<Option<f64>>,
    #[serde(default)]
    #[schema(value_type = i32, required = false, minimum = 0, maximum = 1000)]
    pub stock: Patch<i32>,
    #[serde(default)]
    #[schema(value_type = Vec<String>, required = false, max_items = 5)]
    pub keywords: Patch<Vec<String>>,
    #[serde(default)]
    #[schema(value_type = Option<Vec<i32>>, max_items = 3)]
    pub grades: Patch<Option<Vec<i32>>>,
    #[serde(default)]
    #[schema(value_type = Option<Value>)]
    pub settings: Patch<Option<Value>>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 500)]
    pub secret_note: Patch<Option<String>>,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "decimal")]
    pub cost: Patch<Option<Decimal>>,
    #[serde(default)]
    #[schema(value_type = Visibility, required = false)]
    pub visibility: Patch<Visibility>,
    #[serde(default)]
    #[schema(value_type = Option<UserId>)]
    pub assignee_id: Patch<Option<UserId>>,
    #[serde(default)]
    #[schema(value_type = Option<GadgetId>)]
    pub parent_id: Patch<Option<GadgetId>>,
    #[serde(default)]
    #[schema(value_type = Option<PostId>)]
    pub manual_id: Patch<Option<PostId>>,
}

impl Validate for GadgetChanges {
    fn validate(&self, faults: &mut Faults) {
        if let Some(name) = self.name.as_set() {
            check_name(faults, name);
        }
        if let Some(&price) = self.price.as_set() {
            check_price(faults, price);
        }
        if let Some(&weight) = self.weight.as_value() {
            check_weight(faults, weight);
        }
        if let Some(&stock) = self.stock.as_set() {
            check_stock(faults, stock);
        }
        if let Some(keywords) = self.keywords.as_set() {
            check_keywords(faults, keywords);
        }
        if let Some(grades) = self.grades.as_value() {
            check_grades(faults, grades);
        }
        if let Some(settings) = self.settings.as_value() {
            check_settings(faults, settings);
        }
        if let Some(secret_note) = self.secret_note.as_value() {
            check_secret_note(faults, secret_note);
        }
        if let Some(&cost) = self.cost.as_value() {
            check_cost(faults, cost);
        }
    }
}

/// What `reserve` takes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReserveGadget {
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
    #[serde(default)]
    #[schema(minimum = 1, maximum = 5)]
    pub places: Option<i32>,
}

impl Validate for ReserveGadget {
    fn validate(&self, faults: &mut Faults) {
        check_reserve_reason(faults, &self.reason);
        if let Some(places) = self.places {
            check_reserve_places(faults, places);
        }
    }
}
