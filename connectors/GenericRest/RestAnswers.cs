using System.Net;
using System.Text.Json;
using Sync.ConnectorKit;

namespace Sync.Connectors.GenericRest;

/// <summary>How answers are read.</summary>
internal sealed partial class RestClient
{
    public static readonly JsonElement Nothing = JsonElement.Parse("null"u8);

    /// <summary>The JSON of an answer; null where it says that there is none (204), which a list has no rows in.</summary>
    /// <exception cref="JsonException">It was cut off.</exception>
    /// <exception cref="FixSettingsException">It is whole, and no JSON.</exception>
    private JsonElement Parse(HttpStatusCode status, ReadOnlySpan<byte> body)
    {
        if (status == HttpStatusCode.NoContent) return Nothing;
        try
        {
            var reader = new Utf8JsonReader(body);
            var root = JsonElement.ParseValue(ref reader);
            if (reader.Read()) throw new JsonException("Something follows the end.");
            return root;
        }
        catch (JsonException e) when (!IsCutOff(body))
        {
            throw new FixSettingsException(
                GenericRestDescriptor.Definition, $"{Definition.Name} answered with {WhatIs(body)}. Check the address and the definition's path.", $"An answer is no JSON: {e.Message}", e);
        }
    }

    private static string WhatIs(ReadOnlySpan<byte> body) => body.TrimStart(" \t\r\n"u8) switch
    {
        [] => "nothing at all instead of JSON",
        [(byte)'<', ..] => "a web page instead of JSON, maybe a notice that passes",
        _ => "something that is no JSON, or that is nested more than 64 levels deep",
    };

    // What is right as far as it goes may go on; where nothing came at all, nothing was cut off.
    private static bool IsCutOff(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, isFinalBlock: false, state: default);
        try
        {
            while (reader.Read()) { }
            return !body.Trim(" \t\r\n"u8).IsEmpty;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
