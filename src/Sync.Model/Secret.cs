using System.Diagnostics;

namespace Sync.Model;

/// <summary>A text that must never be shown: it prints as <c>***</c> wherever it is formatted, logged or serialised.</summary>
[DebuggerDisplay("***")]
public sealed class Secret
{
    private readonly string value;

    /// <summary>Wraps a secret text.</summary>
    public Secret(string value) => this.value = value ?? throw new ArgumentNullException(nameof(value));

    /// <summary>The text in clear, for the one place that must send or encrypt it.</summary>
    public string Reveal() => value;

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
