//! `scaffold new`: a whole project in a new folder.

use std::path::{Path, PathBuf};

use clap::Args;
use toml_edit::{DocumentMut, value};

use crate::diagnostic::{Severity, Source};
use crate::disk::{self, Project, Receipt, Workspace};
use crate::error::Error;
use crate::examples::{self, EXAMPLES};
use crate::shell::{self, Tone};
use crate::tree::Tree;
use crate::{parallel, render};

use super::starter::Answers;
use super::{dev, model_file};

/// Create a service in a new folder
///
/// The model is the one that `--model` or `--example` names; else, if NAME is an example's
/// name, that example's; else a small one with a single resource. What that one holds is
/// asked at a terminal and can be said by flags. The folder must not exist or be empty, and
/// either all files are written or none.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold new social-sharing --dev                    an example, running at once
  scaffold new my-shop --example storefront            an example under another name
  scaffold new my-shop --model shop.toml               a model of your own
  scaffold new diary --resource entry \\
      --field 'day: date sort' --field 'body: text'    a small model, said in one line")]
pub(super) struct Arguments {
    /// The service's name, such as `my-shop`
    name: String,
    /// The model file to start from
    #[arg(long, value_name = "FILE", conflicts_with = "example")]
    model: Option<PathBuf>,
    /// The example to start from
    #[arg(long, value_name = "NAME", value_parser = examples_by_name())]
    example: Option<String>,
    /// The folder to create [default: NAME, here]
    #[arg(long, value_name = "DIR")]
    path: Option<PathBuf>,
    /// What the service is for, in one sentence
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["model", "example"])]
    summary: Option<String>,
    /// What the small model keeps, in the singular, such as `note`
    #[arg(long, value_name = "NAME", conflicts_with_all = ["model", "example"])]
    resource: Option<String>,
    /// A field of it, such as `title: string(1..200)`; may be given several times
    #[arg(long = "field", value_name = "FIELD", conflicts_with_all = ["model", "example"])]
    fields: Vec<String>,
    /// Who may read it: `public`, `authenticated` or `owner`
    #[arg(long, value_name = "RULE", conflicts_with_all = ["model", "example"])]
    read: Option<String>,
    /// Run the service once it is there, as `scaffold dev` does
    #[arg(long)]
    dev: bool,
    /// The port that it listens on
    #[arg(long, default_value_t = dev::PORT, requires = "dev")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    port: u16,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    check_name(&arguments.name)?;
    let start = starting_model(arguments)?;
    let make = || -> Result<Tree, Error> {
        let source = named(&start, &arguments.name)?;
        let model = model_file::valid(&source)?;
        Ok(model_file::generate(&model, &source)?)
    };
    let ((), tree) = parallel::both(render::prepare, make);
    let tree = tree?;
    let target = arguments.path.clone().unwrap_or_else(|| PathBuf::from(&arguments.name));
    let receipt = disk::create(&target, &tree)?;
    shell::status(Tone::Good, "Created", &created(&target, &receipt));
    if let Some(workspace) = Workspace::around(&receipt.folder) {
        shell::warning(&taken_in(&workspace));
    }
    if arguments.dev {
        return dev::start(&Project { folder: receipt.folder }, arguments.port);
    }
    shell::print(&format!(
        "\nRun it, with a database for it:\n\n    cd {}\n    scaffold dev\n",
        quoted(&target)
    ));
    Ok(())
}

/// The text that the project's model is made from.
fn starting_model(arguments: &Arguments) -> Result<Source, Error> {
    if let Some(path) = &arguments.model {
        let source = model_file::read(path)?;
        // Places are told as they are in the file, before a line of it is changed.
        model_file::valid(&source)?;
        return Ok(source);
    }
    let answers = Answers {
        summary: arguments.summary.clone(),
        resource: arguments.resource.clone(),
        fields: arguments.fields.clone(),
        read: arguments.read.clone(),
    };
    let has_answers = answers.summary.is_some()
        || answers.resource.is_some()
        || answers.read.is_some()
        || !answers.fields.is_empty();
    let wanted = arguments.example.as_deref().or((!has_answers).then_some(&arguments.name));
    if let Some(example) = wanted.and_then(examples::find) {
        return Ok(Source::new(Project::MODEL, example.model));
    }
    let answers = match has_answers || !shell::can_ask() {
        true => answers,
        false => answers.ask_for_the_rest()?,
    };
    Ok(Source::new(Project::MODEL, answers.model()?))
}

/// The same model under another name, with every comment where it was.
pub(super) fn named(source: &Source, name: &str) -> Result<Source, Error> {
    let mut model: DocumentMut = source.text.parse().map_err(|fault: toml_edit::TomlError| {
        Error::usage(format!("`{}` is not TOML", source.name)).because(fault)
    })?;
    let written = model.get_mut("service").and_then(|service| service.get_mut("name"));
    let Some(written) = written.and_then(|name| name.as_value_mut()) else {
        return Err(Error::usage(format!("`{}` has no `[service] name`", source.name)));
    };
    let decor = written.decor().clone();
    *written = value(name).into_value().unwrap_or_else(|_| name.into());
    *written.decor_mut() = decor;
    Ok(Source::new(Project::MODEL, model.to_string()))
}

/// The name becomes a folder, a crate, a database and an image.
fn check_name(name: &str) -> Result<(), Error> {
    let is_legal = name.len() <= 50
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && !name.ends_with('-')
        && !name.contains("--")
        && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    if is_legal {
        return is_free(name);
    }
    let fault = Error::usage(format!("`{}` cannot be a service's name", name.escape_debug()))
        .hint("use small letters, digits and single hyphens, at most 50, such as `my-shop`");
    let near = heck::ToKebabCase::to_kebab_case(name);
    Err(match near != name && near.is_ascii() && check_name(&near).is_ok() {
        true => fault.hint(format!("did you mean `{near}`?")),
        false => fault,
    })
}

/// What the check has against a name is told of the argument: nobody wrote a file yet.
fn is_free(name: &str) -> Result<(), Error> {
    let source = Source::new(Project::MODEL, format!("[service]\nname = \"{name}\"\n"));
    let (_, diagnostics) = model_file::understand(&source);
    let Some(fault) = diagnostics.into_iter().find(|fault| fault.severity == Severity::Error)
    else {
        return Ok(());
    };
    let refused = Error::usage(format!("{}, so a service cannot be called so", fault.message));
    Err(match fault.help {
        Some(help) => refused.hint(help),
        None => refused,
    })
}

fn created(target: &Path, receipt: &Receipt) -> String {
    format!("{} ({} files)", target.display(), receipt.files)
}

/// Cargo builds nothing in a workspace of which a member is a workspace of its own.
fn taken_in(workspace: &Workspace) -> String {
    let (manifest, member) = (workspace.manifest.display(), &workspace.member);
    let out = match workspace.is_listed {
        true => "take it out of `members`".to_owned(),
        false => format!("add `exclude = [\"{member}\"]` to `[workspace]`"),
    };
    format!(
        "`{manifest}` takes `{member}` for a member, and cargo refuses one that is a workspace of its own
  either {out} there,
  or take `[workspace]` out of `{member}/Cargo.toml`, and put its `[profile]`s into the other one"
    )
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'_' | b'-'));
    match is_plain && !text.starts_with('-') {
        true => text,
        false => format!("-- '{}'", text.replace('\'', r"'\''")),
    }
}

/// The examples, as values that the command line offers.
pub(super) fn examples_by_name() -> clap::builder::PossibleValuesParser {
    let names = EXAMPLES
        .iter()
        .map(|example| clap::builder::PossibleValue::new(example.name).help(example.shows));
    names.collect::<Vec<_>>().into()
}
