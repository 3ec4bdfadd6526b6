namespace Sync.Engine.Runs;

/// <summary>How an owner connects again.</summary>
/// <param name="Text">A link to open, or a command to run.</param>
/// <param name="IsLink">Whether it is a link.</param>
public sealed record ReconnectWay(string Text, bool IsLink)
{
    /// <summary>What a document and an answer call it.</summary>
    public string Name => IsLink ? "link" : "command";
}
