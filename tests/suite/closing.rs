//! What goes, and what keeps it, when rows are deleted and accounts are closed, on a real Postgres.

use scaffold::database::Cluster;
use scaffold::error::Error;
use scaffold::model::{Model, ResourceId};
use scaffold::sql::{self, Grip};

use crate::support::project::check;
use crate::support::tables::{create, migrate};

const MODEL: &str = r#"
[service]
name = "museum"

[resources.user.fields]
friend = "-> user? on_delete(null)"

[resources.hall]
fields = { keeper = "-> user owner on_delete(cascade)", name = "string(1..20)" }
access = { read = "public", create = "member", delete = "owner" }

[resources.visit]
under = { resource = "hall", on_delete = "restrict" }
fields = { guest = "-> user owner on_delete(cascade)" }
access = { read = "public", create = "member" }

[resources.crew]
fields = { name = "string(1..20)" }
access = { read = "public", create = "member", delete = "member" }

[resources.shift]
checks = ["one of crew, label", "guard is not null if kind = kept"]
unique = [{ fields = ["crew", "day"], nulls = "equal" }, ["crew", "label"]]
access = { read = "public", create = "member" }

[resources.shift.fields]
crew = "-> crew? on_delete(null)"
label = "string(1..20)?"
day = "date"
guard = "-> user? on_delete(null)"
kind = "enum(kept, free) = free"
"#;

const ADA: &str = "00000000-0000-7000-8000-00000000000a";
const BOB: &str = "00000000-0000-7000-8000-00000000000b";
const HALL: &str = "00000000-0000-7000-8000-00000000000c";
const SHIFT: &str = "00000000-0000-7000-8000-00000000000d";

struct Museum {
    model: Model,
    cluster: Cluster,
}

impl Museum {
    /// Two accounts that are their own friends; Ada keeps a hall.
    fn open() -> Self {
        let model = check(MODEL).unwrap_or_else(|report| panic!("{report}"));
        let cluster = Cluster::throw_away().unwrap();
        create(&cluster, "museum");
        migrate(&cluster, "museum", &sql::migrations(&model));
        let museum = Self { model, cluster };
        for (id, email) in [(ADA, "ada@example.com"), (BOB, "bob@example.com")] {
            museum.run(&format!(
                "insert into users (id, email, friend_id) values ('{id}', '{email}', '{id}')"
            ));
        }
        museum.run(&format!(
            "insert into halls (id, keeper_id, name) values ('{HALL}', '{ADA}', 'a')"
        ));
        museum
    }

    fn run(&self, text: &str) {
        self.cluster.execute("museum", text).unwrap();
    }

    fn visit(&self, guest: &str) {
        let values = format!("'{SHIFT}', '{HALL}', '{guest}'");
        self.run(&format!("insert into visits (id, hall_id, guest_id) values ({values})"));
    }

    fn id(&self, resource: &str) -> ResourceId {
        let mut resources = self.model.resources.iter();
        ResourceId(resources.position(|it| it.name.snake() == resource).unwrap())
    }

    /// Runs what closes an account, as the service does.
    fn close(&self, account: &str) -> Result<(), Error> {
        let statements = sql::statements(&self.model, self.id("user")).close;
        let texts = statements.iter().map(|it| {
            it.text.replace("$1", &format!("'{account}'::uuid")).replace("$2", "1::bigint")
        });
        let texts: Vec<String> = texts.collect();
        self.cluster
            .execute("museum", &format!("begin;\n{};\ncommit;", texts.join(";\n")))
            .map(drop)
    }

    fn count(&self, rows: &str) -> String {
        let found = self.cluster.execute("museum", &format!("select count(*) from {rows}"));
        found.unwrap()[0][0].clone().unwrap()
    }

    fn holds(&self, resource: &str) -> Vec<(String, Grip)> {
        let holds = sql::holds(&self.model, self.id(resource));
        holds.into_iter().map(|it| (it.constraint, it.grip)).collect()
    }
}

#[test]
fn an_account_that_points_at_itself_closes_with_all_that_is_its_own() {
    let museum = Museum::open();
    museum.visit(ADA);
    museum.close(ADA).unwrap();
    assert_eq!(museum.count("users where closed_at is not null"), "1");
    assert_eq!(museum.count("users where friend_id is not null"), "1");
    assert_eq!(museum.count("halls") + &museum.count("visits"), "00");
}

#[test]
fn whatever_keeps_an_account_is_known_to_the_service() {
    let museum = Museum::open();
    let expected = [("shifts_check_2", Grip::Needing), ("visits_hall_id_fkey", Grip::Pointing)];
    assert_eq!(museum.holds("user"), expected.map(|(name, grip)| (name.to_owned(), grip)));

    museum.visit(BOB);
    let refusal = format!("{:?}", museum.close(ADA).unwrap_err());
    assert!(refusal.contains("visits_hall_id_fkey"), "{refusal}");

    let shift = format!("'{SHIFT}', 'early', '2026-01-31', '{BOB}', 'kept'");
    museum.run(&format!("insert into shifts (id, label, day, guard_id, kind) values ({shift})"));
    let refusal = format!("{:?}", museum.close(BOB).unwrap_err());
    assert!(refusal.contains("shifts_check_2"), "{refusal}");
}

#[test]
fn whatever_keeps_a_row_is_known_to_the_service() {
    let museum = Museum::open();
    let expected = [("shifts_check_1", Grip::Needing), ("shifts_crew_id_day_key", Grip::Needing)];
    assert_eq!(museum.holds("crew"), expected.map(|(name, grip)| (name.to_owned(), grip)));
    assert_eq!(museum.holds("hall"), [("visits_hall_id_fkey".to_owned(), Grip::Pointing)]);

    museum.run(&format!("insert into crews (id, name) values ('{HALL}', 'a')"));
    let shift = format!("'{SHIFT}', '{HALL}', '2026-01-31'");
    museum.run(&format!("insert into shifts (id, crew_id, day) values ({shift})"));
    let refusal = museum.cluster.execute("museum", "delete from crews").unwrap_err();
    assert!(format!("{refusal:?}").contains("shifts_check_1"), "{refusal:?}");
}
