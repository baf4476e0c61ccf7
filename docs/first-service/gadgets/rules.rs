//! What the values of a gadget must keep, and what a broken constraint of the table means.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde_json::Value;

use crate::decimal::Decimal;
use crate::enums::Visibility;
use crate::error::Broken;
use crate::validate::{
    Faults, Pattern, date, decimal, email, items, json, length, lines, one_line, pattern, range,
    time, timestamp, url,
};

pub(super) fn check_name(faults: &mut Faults, name: &str) {
    one_line(faults, "name", name);
    length(faults, "name", name, 1..=80);
}

pub(super) fn check_code(faults: &mut Faults, code: &str) {
    static CODE: Pattern = Pattern::new("[A-Z0-9]+");
    one_line(faults, "code", code);
    length(faults, "code", code, 3..=12);
    pattern(faults, "code", code, &CODE);
}

pub(super) fn check_price(faults: &mut Faults, price: Decimal) {
    decimal(faults, "price", &price.0, 10, 2);
}

pub(super) fn check_weight(faults: &mut Faults, weight: f64) {
    range(faults, "weight", &weight, 0.0..=1000.0);
}

pub(super) fn check_stock(faults: &mut Faults, stock: i32) {
    range(faults, "stock", &stock, 0..=1000);
}

pub(super) fn check_released_on(faults: &mut Faults, released_on: NaiveDate) {
    date(faults, "released_on", &released_on);
}

pub(super) fn check_opens_at(faults: &mut Faults, opens_at: NaiveTime) {
    time(faults, "opens_at", &opens_at);
}

pub(super) fn check_starts_at(faults: &mut Faults, starts_at: DateTime<Utc>) {
    timestamp(faults, "starts_at", &starts_at);
}

pub(super) fn check_keywords(faults: &mut Faults, keywords: &[String]) {
    items(faults, "keywords", keywords, 0..=5);
    for (index, item) in keywords.iter().enumerate() {
        let field = &format!("keywords/{index}");
        one_line(faults, field, item);
        length(faults, field, item, 1..=20);
    }
}

pub(super) fn check_grades(faults: &mut Faults, grades: &[i32]) {
    items(faults, "grades", grades, 0..=3);
    for (index, item) in grades.iter().enumerate() {
        let field = &format!("grades/{index}");
        range(faults, field, item, 1..=5);
    }
}

pub(super) fn check_audiences(faults: &mut Faults, audiences: &[Visibility]) {
    items(faults, "audiences", audiences, 1..=2);
}

pub(super) fn check_settings(faults: &mut Faults, settings: &Value) {
    json(faults, "settings", settings, 16 * 1024, 16);
}

pub(super) fn check_contact(faults: &mut Faults, contact: &str) {
    email(faults, "contact", contact);
}

pub(super) fn check_site(faults: &mut Faults, site: &str) {
    url(faults, "site", site);
}

pub(super) fn check_secret_note(faults: &mut Faults, secret_note: &str) {
    lines(faults, "secret_note", secret_note);
    length(faults, "secret_note", secret_note, 0..=500);
}

pub(super) fn check_cost(faults: &mut Faults, cost: Decimal) {
    decimal(faults, "cost", &cost.0, 10, 2);
}

pub(super) fn check_limit_hint(faults: &mut Faults, limit_hint: i32) {
    range(faults, "limit_hint", &limit_hint, 1..);
}

pub(super) fn check_reserve_reason(faults: &mut Faults, reason: &str) {
    lines(faults, "reason", reason);
    length(faults, "reason", reason, 1..=500);
}

pub(super) fn check_reserve_places(faults: &mut Faults, places: i32) {
    range(faults, "places", &places, 1..=5);
}

/// What a broken constraint means to whoever sent the row.
pub fn explain(constraint: &str) -> Option<Broken> {
    let (field, rule) = match constraint {
        "gadgets_slug_key" => return Some(Broken::Taken(&["slug"])),
        "gadgets_code_key" => return Some(Broken::Taken(&["code"])),
        "gadgets_manual_id_key" => return Some(Broken::Taken(&["manual_id"])),
        "gadgets_creator_id_fkey" => return Some(Broken::Missing("creator_id")),
        "gadgets_assignee_id_fkey" => return Some(Broken::Missing("assignee_id")),
        "gadgets_parent_id_fkey" => return Some(Broken::Missing("parent_id")),
        "gadgets_manual_id_fkey" => return Some(Broken::Missing("manual_id")),
        "gadgets_closed_by_id_fkey" => return Some(Broken::Missing("closed_by_id")),
        "gadgets_stock_range" => ("stock", "must be 0 to 1000"),
        _ => return None,
    };
    Some(Broken::Invalid { field, rule })
}

/// What a broken constraint means to whoever deletes the row.
pub fn explain_delete(constraint: &str) -> Option<Broken> {
    match constraint {
        "gadgets_parent_id_fkey" => Some(Broken::InUse("gadgets still point here by `parent`")),
        _ => None,
    }
}
