using System.Text.Json;

namespace Sync.TestKit;

/// <summary>How a <c>possync</c> ended.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Out">Stdout.</param>
/// <param name="Err">Stderr.</param>
public sealed record PossyncOutcome(int Code, string Out, string Err)
{
    /// <summary>Stdout, which must be one JSON object and nothing else.</summary>
    public JsonElement Json
    {
        get
        {
            try
            {
                var root = JsonDocument.Parse(Out).RootElement;
                return root.ValueKind == JsonValueKind.Object ? root : throw new InvalidOperationException("Stdout is no JSON object: " + this);
            }
            catch (JsonException e)
            {
                throw new InvalidOperationException("Stdout is not one JSON object: " + this, e);
            }
        }
    }

    /// <summary>Both streams.</summary>
    public string Said => Out + Err;

    /// <summary>Lines of stdout.</summary>
    public string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public override string ToString() => $"exit {Code}\nstdout: {Out}\nstderr: {Err}";
}
