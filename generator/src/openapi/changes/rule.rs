//! The rules: what kinds of changes there are, whom each meets, and what to do instead.

/// What a change does to a client that was made from the earlier description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Degree {
    /// It may stop to work.
    Breaks,
    /// It goes on, but may see what it has not seen before.
    Mind,
    /// It need not know.
    Fine,
}

/// Whom a change meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// Who sends requests.
    Senders,
    /// Who reads answers.
    Readers,
    /// Who calls the operation at all.
    Both,
}

impl Audience {
    /// As the end of `breaks …`.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Senders => "whoever sends it",
            Self::Readers => "whoever reads it",
            Self::Both => "whoever calls it",
        }
    }

    /// In a word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Senders => "senders",
            Self::Readers => "readers",
            Self::Both => "both",
        }
    }
}

macro_rules! rules {
    ($($(#[$meaning:meta])* $rule:ident $name:literal $degree:ident $audience:ident $verb:literal,)*) => {
        /// A kind of change. `Input` is what clients send in a body or parameter, `Output` what
        /// they get.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule {
            $($(#[$meaning])* $rule,)*
        }

        impl Rule {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$rule),*];

            /// As programs know it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$rule => $name,)* }
            }

            /// What it does to clients.
            #[must_use]
            pub const fn degree(self) -> Degree {
                match self { $(Self::$rule => Degree::$degree,)* }
            }

            /// Whom it meets.
            #[must_use]
            pub const fn audience(self) -> Audience {
                match self { $(Self::$rule => Audience::$audience,)* }
            }

            /// What has happened, between what it happened to and where.
            pub(super) const fn verb(self) -> &'static str {
                match self { $(Self::$rule => $verb,)* }
            }
        }
    };
}

rules! {
    /// Another name, by a rename that the model declares.
    Renamed "renamed" Breaks Both "has another name in",
    /// An operation that is not there any more.
    OperationRemoved "operation_removed" Breaks Both "is gone",
    /// Signing in is needed where it was not.
    SignInNeeded "sign_in_needed" Breaks Both "needs signing in now",
    /// A body is needed where there was none.
    BodyNeeded "body_needed" Breaks Both "needs a body now",
    /// A body is not taken any more.
    BodyRemoved "body_removed" Breaks Both "takes no body any more",
    /// A parameter is refused.
    ParameterRemoved "parameter_removed" Breaks Senders "is refused by",
    /// A new parameter that has to be sent.
    ParameterAddedRequired "parameter_added_required" Breaks Senders "is new and has to be sent to",
    /// A parameter has to be sent and could be left out.
    ParameterRequired "parameter_required" Breaks Senders "has to be sent to",
    /// A parameter is written another way.
    ParameterStyle "parameter_style" Breaks Senders "is written another way in",
    /// A body in this media type is refused.
    InputMediaTypeRemoved "input_media_type_removed" Breaks Senders "is refused in",
    /// A member of a body is refused.
    InputRemoved "input_removed" Breaks Senders "is refused in",
    /// A new member has to be sent.
    InputAddedRequired "input_added_required" Breaks Senders "is new and has to be in",
    /// A member has to be sent and could be left out.
    InputRequired "input_required" Breaks Senders "has to be in",
    /// Null is refused.
    InputNotNull "input_not_null" Breaks Senders "may not be null any more in",
    /// Another type has to be sent.
    InputType "input_type" Breaks Senders "is another type in",
    /// Some values are refused: a tighter bound, form or pattern.
    InputNarrowed "input_narrowed" Breaks Senders "is narrower in",
    /// Some values of a closed set are refused.
    InputValuesRemoved "input_values_removed" Breaks Senders "does not take every value any more in",
    /// Members that are not known are refused.
    InputClosed "input_closed" Breaks Senders "takes no other members any more in",
    /// Another success than before.
    StatusRemoved "status_removed" Breaks Readers "is gone from",
    /// Another error than before.
    ProblemReplaced "problem_replaced" Breaks Readers "is another error in",
    /// An answer is not in this media type any more.
    OutputMediaTypeRemoved "output_media_type_removed" Breaks Readers "is gone from",
    /// A header is not sent any more.
    HeaderRemoved "header_removed" Breaks Readers "is gone from",
    /// A member is not there any more.
    OutputRemoved "output_removed" Breaks Readers "is gone from",
    /// A member may be absent.
    OutputOptional "output_optional" Breaks Readers "may be absent from",
    /// A member may be null.
    OutputNull "output_null" Breaks Readers "may be null in",
    /// A member has another type, or outgrows it.
    OutputType "output_type" Breaks Readers "is another type in",
    /// A closed set has more values.
    OutputValuesAdded "output_values_added" Breaks Readers "may have new values in",
    /// Something else happens if it is left out.
    InputDefault "input_default" Mind Senders "has another default in",
    /// Others may call it, or it shows something else to somebody.
    Allowed "allowed" Mind Both "is told to be for others",
    /// Values that were out of bounds.
    OutputWidened "output_widened" Mind Readers "is wider in",
    /// A header is not sent any more with an error, which need not have come at all.
    ProblemHeaderRemoved "problem_header_removed" Mind Readers "is gone from",
    /// One more success.
    StatusAdded "status_added" Mind Readers "is new in",
    /// One more error.
    ProblemAdded "problem_added" Mind Readers "is new in",
    /// A new operation.
    OperationAdded "operation_added" Fine Both "is new",
    /// An operation is announced to go.
    OperationDeprecated "operation_deprecated" Fine Both "is deprecated",
    /// An operation is not announced to go any more.
    OperationKept "operation_kept" Fine Both "is not deprecated any more",
    /// A field or parameter is announced to go.
    Deprecated "deprecated" Fine Both "is deprecated in",
    /// A field or parameter is not announced to go any more.
    Kept "kept" Fine Both "is not deprecated any more in",
    /// Nobody needs to sign in any more.
    SignInDropped "sign_in_dropped" Fine Senders "may be asked without signing in",
    /// A body may be sent, or may be left out.
    BodyOptional "body_optional" Fine Senders "may have a body, or none",
    /// A new parameter.
    ParameterAdded "parameter_added" Fine Senders "is new in",
    /// A parameter may be left out.
    ParameterOptional "parameter_optional" Fine Senders "may be left out of",
    /// A body may be in another media type, too.
    InputMediaTypeAdded "input_media_type_added" Fine Senders "may be sent in",
    /// A member may be sent.
    InputAdded "input_added" Fine Senders "is new in",
    /// A member may be left out.
    InputOptional "input_optional" Fine Senders "may be left out of",
    /// Null is taken.
    InputNull "input_null" Fine Senders "may be null in",
    /// More values are taken.
    InputWidened "input_widened" Fine Senders "is wider in",
    /// More values of a closed set are taken.
    InputValuesAdded "input_values_added" Fine Senders "takes new values in",
    /// An error is not answered any more.
    ProblemRemoved "problem_removed" Fine Readers "is gone from",
    /// An answer may be in another media type, too.
    OutputMediaTypeAdded "output_media_type_added" Fine Readers "is new in",
    /// A new header.
    HeaderAdded "header_added" Fine Readers "is new in",
    /// A new member.
    OutputAdded "output_added" Fine Readers "is new in",
    /// A member is always there.
    OutputRequired "output_required" Fine Readers "is always in",
    /// A member is never null.
    OutputNotNull "output_not_null" Fine Readers "is never null in",
    /// Fewer values than before.
    OutputNarrowed "output_narrowed" Fine Readers "is narrower in",
    /// A closed set has fewer values.
    OutputValuesRemoved "output_values_removed" Fine Readers "does not have every value any more in",
}

impl Rule {
    /// How the same is reached without breaking anybody.
    pub(super) const fn instead(self, is_parameter: bool) -> &'static str {
        match self {
            Self::InputNarrowed | Self::InputValuesRemoved if is_parameter => {
                "go on to take what was taken; another default (as `page.default`) breaks nobody"
            }
            Self::Renamed => {
                "add the new one beside the old one, mark the old one `deprecated`, and remove it \
                 once nobody asks for it"
            }
            Self::OperationRemoved => {
                "mark the resource or action `deprecated` with a date, and remove it after that"
            }
            Self::SignInNeeded => "leave it open, and add what needs signing in beside it",
            Self::BodyNeeded
            | Self::ParameterAddedRequired
            | Self::ParameterRequired
            | Self::InputAddedRequired
            | Self::InputRequired => "make it optional (`?`), or give it a default",
            Self::InputNotNull => "go on to take null, and read it as the default",
            Self::BodyRemoved
            | Self::ParameterRemoved
            | Self::InputMediaTypeRemoved
            | Self::InputRemoved
            | Self::InputClosed
            | Self::HeaderRemoved
            | Self::OutputMediaTypeRemoved
            | Self::OutputRemoved => {
                "mark the field `deprecated` first, and remove it in a later change"
            }
            Self::ParameterStyle | Self::InputType | Self::OutputType => {
                "add a field of the new type beside it, and mark the old one `deprecated`"
            }
            Self::InputNarrowed | Self::InputValuesRemoved => {
                "add a field with the narrower rule beside it, and mark the old one `deprecated`"
            }
            Self::OutputOptional | Self::OutputNull => {
                "give it a default in the place of nothing, or add an optional field beside it"
            }
            Self::OutputValuesAdded => {
                "add a field with the larger set beside it, and mark the old one `deprecated`; or \
                 tell readers to expect values that they do not know, well before"
            }
            Self::StatusRemoved | Self::ProblemReplaced => {
                "add an action or resource that answers so, and mark the old one `deprecated`"
            }
            _ => "",
        }
    }
}
