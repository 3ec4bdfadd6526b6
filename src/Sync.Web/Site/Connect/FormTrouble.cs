using Sync.ConnectorKit;

namespace Sync.Web.Site.Connect;

/// <summary>Why a form is shown again.</summary>
/// <param name="Wrong">In the owner's words.</param>
internal sealed record FormTrouble(string Wrong)
{
    /// <summary>The setting that it is about; null for none.</summary>
    public string? Setting { get; init; }

    /// <summary>Whether it is about what is asked before signing in at the POS.</summary>
    public bool SignIn { get; init; }

    /// <summary>What was filled in.</summary>
    public IReadOnlyDictionary<string, string> Given { get; init; } = new Dictionary<string, string>();

    /// <summary>What is wrong with each field.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>The saved secrets that do not go where the rest now leads: they have to be given again.</summary>
    public IReadOnlySet<string> Unsent { get; init; } = new HashSet<string>();

    /// <summary>What was tried.</summary>
    public IReadOnlyList<CheckVerdict> Verdicts { get; init; } = [];

    /// <summary>A link that helps: its address below the org and its text; null for none.</summary>
    public (string Path, string Text)? Help { get; init; }
}
