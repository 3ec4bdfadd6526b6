using System.Text;

namespace Sync.Cli.Tests;

/// <summary>What may never be said or stored in clear.</summary>
internal static class Clean
{
    private static readonly string[] Traces = ["   at ", "Unhandled exception", "System.", ".cs:line"];

    public static void Said(string text, IEnumerable<string> secrets)
    {
        foreach (var trace in Traces) text.ShouldNotContain(trace, Case.Sensitive, "people are shown no stack trace");
        foreach (var secret in secrets) text.ShouldNotContain(secret, Case.Sensitive, "a secret was said");
    }

    /// <summary>No file of a folder holds a secret in clear, the database's log included.</summary>
    public static void Files(string folder, IEnumerable<string> secrets)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file);
            foreach (var secret in secrets) bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)).ShouldBe(-1, $"{file} holds a secret");
        }
    }
}
