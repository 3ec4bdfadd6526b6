namespace Sync.Web.Composition;

/// <summary>A fake shop that is open in this process, for trying things.</summary>
/// <param name="Connector">The connector that speaks to it.</param>
/// <param name="DisplayName">What people read, such as <c>Demo shop on Square</c>.</param>
/// <param name="Settings">What an owner would fill in to connect to it; secrets in clear, for a shop that is none.</param>
public sealed record DemoConnection(string Connector, string DisplayName, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>The id of the connection to it.</summary>
    public string ConnectionId => "demo-" + Connector;
}
