using Sync.ConnectorKit;

namespace Sync.Web.Site.Connect;

/// <summary>The POS systems that can be connected.</summary>
/// <param name="Site">The page.</param>
/// <param name="Cards">One for each.</param>
/// <param name="Demos">Fake shops of this process: connector and name.</param>
public sealed record CardsModel(SiteContext Site, IReadOnlyList<ConnectCard> Cards, IReadOnlyList<(string Connector, string Name)> Demos);

/// <summary>A POS system as a card.</summary>
/// <param name="Address">Where it is connected.</param>
/// <param name="Name">Its name.</param>
/// <param name="Brings">What comes from it.</param>
/// <param name="SignIn">How one signs in.</param>
/// <param name="History">How far back it goes.</param>
/// <param name="Connected">The ids of the connections that there are already.</param>
public sealed record ConnectCard(string Address, string Name, string Brings, string SignIn, string History, IReadOnlyList<string> Connected)
{
    /// <summary>The ids of those that somebody signed in for and has not confirmed.</summary>
    public IReadOnlyList<string> Unfinished { get; init; } = [];
}

/// <summary>The form of one POS.</summary>
/// <param name="Site">The page.</param>
/// <param name="Connector">The connector's id.</param>
/// <param name="Name">The POS's name.</param>
/// <param name="Connection">The connection's id.</param>
/// <param name="Again">Whether it is there already and is connected again.</param>
public sealed record FormModel(SiteContext Site, string Connector, string Name, string Connection, bool Again)
{
    /// <summary>The fields before signing in at the POS; null where that cannot be done.</summary>
    public FieldGroup? SignIn { get; init; }

    /// <summary>The fields of the form; null where there is only the signing in.</summary>
    public FieldGroup? Form { get; init; }

    /// <summary>What is wrong that belongs to no field; null for nothing.</summary>
    public string? Wrong { get; init; }

    /// <summary>What is to be known of the fields; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Stands for the saved connection that the fields show; empty for a new one.</summary>
    public string Seen { get; init; } = "";

    /// <summary>A link that helps: its address and its text; null for none.</summary>
    public (string Address, string Text)? Help { get; init; }

    /// <summary>Whether the fields are those of a fake shop.</summary>
    public bool Demo { get; init; }

    /// <summary>What was tried, where that is why the form is shown again.</summary>
    public IReadOnlyList<CheckVerdict> Verdicts { get; init; } = [];
}

/// <summary>The fields of a form: those that everybody looks at, and the rest.</summary>
/// <param name="First">Shown at once.</param>
/// <param name="More">Shown when asked for.</param>
public sealed record FieldGroup(IReadOnlyList<FieldModel> First, IReadOnlyList<FieldModel> More)
{
    /// <summary>Whether something is wrong among the rest, so that it is shown at once too.</summary>
    public bool MoreWrong => More.Any(f => f.Wrong is not null);
}

/// <summary>One field.</summary>
/// <param name="Field">Its facts.</param>
/// <param name="Id">Its id in the page.</param>
/// <param name="Value">What stands in it; empty for a secret.</param>
public sealed record FieldModel(SettingField Field, string Id, string Value)
{
    /// <summary>What is wrong with it; null for nothing.</summary>
    public string? Wrong { get; init; }

    /// <summary>Whether a secret is saved already, which stays if nothing is typed.</summary>
    public bool Kept { get; init; }

    /// <summary>Whether one is saved that does not go to the new address, so that it has to be given again.</summary>
    public bool Anew { get; init; }

    /// <summary>Whether it has to be filled in.</summary>
    public bool Required => Anew || (Field.Required && Field.Default is null && !Kept);
}

/// <summary>What was found, to be compared with the till.</summary>
/// <param name="Site">The page.</param>
/// <param name="Name">The POS's name.</param>
/// <param name="Connection">The connection's id.</param>
/// <param name="Verdicts">What was tried.</param>
public sealed record FoundModel(SiteContext Site, string Name, string Connection, IReadOnlyList<CheckVerdict> Verdicts)
{
    /// <summary>The connector's id.</summary>
    public required string Connector { get; init; }

    /// <summary>The name of what was tried and is not saved yet; null where it is saved.</summary>
    public string? Pending { get; init; }

    /// <summary>Whether it is saved and waits for this page's answer before it is read.</summary>
    public bool Unconfirmed { get; init; }

    /// <summary>How far its first import is.</summary>
    public ImportStage Import { get; init; }

    /// <summary>What the button says that goes on from here.</summary>
    public string Yes
    {
        get
        {
            var follows = Import switch
            {
                ImportStage.None => "start the first import",
                ImportStage.Begun => "go on with the first import",
                _ => "sync now",
            };
            return Pending is null ? $"Yes, {follows}" : $"Yes, save and {follows}";
        }
    }

    /// <summary>Some of its sales; null where nothing can be read.</summary>
    public PreviewModel? Preview { get; init; }

    /// <summary>The currency that the shop can take over from the account; null where it has that one, or counts other connections' sales already.</summary>
    public string? NewCurrency { get; init; }

    /// <summary>Tells that the form's locations are those that were found.</summary>
    public string Seal { get; init; } = "";

    /// <summary>What was wrong with the time zones; null for nothing.</summary>
    public string? Wrong { get; init; }

    /// <summary>The time zones that are offered.</summary>
    public IReadOnlyList<string> Zones { get; init; } = [];
}

/// <summary>A place where the shop sells, and by which clock.</summary>
/// <param name="Id">The POS's id of it.</param>
/// <param name="Name">What people call it.</param>
/// <param name="PosZone">The time zone that the POS says; empty where it says none.</param>
/// <param name="Zone">The one that stands in the field: the owner's, else the POS's; empty for the shop's own.</param>
/// <param name="Currency">Its currency; empty where the POS does not say.</param>
public sealed record PlaceModel(string Id, string Name, string PosZone, string Zone, string Currency);

/// <summary>Some of a shop's sales and where they were made, to be compared with the till.</summary>
/// <param name="Places">Where, and by which clock.</param>
/// <param name="Orders">The last ones.</param>
/// <param name="Day">Yesterday.</param>
/// <param name="Totals">What yesterday came to, by location.</param>
public sealed record PreviewModel(
    IReadOnlyList<PlaceModel> Places, IReadOnlyList<PreviewRow> Orders, string Day, IReadOnlyList<(string Where, string What)> Totals)
{
    /// <summary>The three-letter currency that it sells in.</summary>
    public string Currency { get; init; } = "";

    /// <summary>That it sells in another currency than the shop counts in; null where it does not.</summary>
    public string? OtherCurrency { get; init; }

    /// <summary>Whether not all of yesterday was read, so that its totals may be too low.</summary>
    public bool Partial { get; init; }

    /// <summary>What could not be read, and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>One sale.</summary>
/// <param name="Id">The POS's own number of it.</param>
/// <param name="When">In the shop's time.</param>
/// <param name="Where">The location; empty where the POS does not say.</param>
/// <param name="What">What was bought.</param>
/// <param name="Total">What was paid.</param>
public sealed record PreviewRow(string Id, string When, string Where, string What, string Total)
{
    /// <summary>That it is no plain sale, in words; empty for one.</summary>
    public string Mark { get; init; } = "";
}

/// <summary>A page that sends a browser on to a POS.</summary>
/// <param name="Site">The page.</param>
/// <param name="Name">The POS's name.</param>
/// <param name="Address">Where the signing in begins.</param>
public sealed record LeaveModel(SiteContext Site, string Name, string Address);
