using System.Net;
using System.Text.RegularExpressions;

namespace Sync.TestKit;

/// <summary>Forms of a page, read without a browser.</summary>
public static partial class HtmlForm
{
    /// <summary>The hidden token of the forms on a page.</summary>
    public static string TokenOf(string html) => WebUtility.HtmlDecode(Token().Match(html).Groups[1].Value);

    /// <summary>What stands in the inputs of a page's form, by name, as a browser would send it.</summary>
    public static Dictionary<string, string> FieldsOf(string html)
    {
        var fields = new Dictionary<string, string>();
        foreach (Match input in Input().Matches(html))
        {
            var tag = input.Value;
            var (name, value) = (Attribute(tag, "name"), Attribute(tag, "value") ?? "");
            if (name is null || (tag.Contains("type=\"checkbox\"", StringComparison.Ordinal) && !tag.Contains(" checked", StringComparison.Ordinal))) continue;
            fields[name] = value;
        }

        foreach (Match select in Select().Matches(html))
        {
            var chosen = Chosen().Match(select.Groups[2].Value);
            fields[select.Groups[1].Value] = chosen.Success ? WebUtility.HtmlDecode(chosen.Groups[1].Value) : "";
        }

        return fields;
    }

    private static string? Attribute(string tag, string name)
    {
        var match = Regex.Match(tag, $" {name}=\"([^\"]*)\"");
        return match.Success ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;
    }

    [GeneratedRegex("name=\"csrf\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("<input [^>]*>")]
    private static partial Regex Input();

    [GeneratedRegex("<select id=\"[^\"]*\" name=\"([^\"]+)\"[^>]*>(.*?)</select>", RegexOptions.Singleline)]
    private static partial Regex Select();

    [GeneratedRegex("<option value=\"([^\"]*)\" selected")]
    private static partial Regex Chosen();
}
