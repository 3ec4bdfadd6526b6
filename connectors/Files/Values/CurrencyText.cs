using System.Text;
using Sync.Model;

namespace Sync.Connectors.Files.Values;

/// <summary>Currency codes of a file.</summary>
internal static class CurrencyText
{
    private static readonly System.Buffers.SearchValues<byte> Letters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>The currency of a code; null where it is none.</summary>
    public static Currency? Read(ReadOnlySpan<byte> cell) =>
        cell.Length == 3 && !cell.ContainsAnyExcept(Letters) ? Currency.Of(Encoding.UTF8.GetString(cell)) : null;

    /// <summary>What stands in another currency than the import: sums hold one.</summary>
    public static Rejection Other(Currency stated, Currency own) =>
        new("other currency", $"It is in {stated.Code}, and this import is in {own.Code}: sums hold one currency. Import what is in {stated.Code} as a file of its own, with that currency, into an org that counts in it.");

    public static Rejection Unknown(ReadOnlySpan<byte> cell) =>
        new("bad currency", $"{CellText.Quoted(cell)} is not a currency code; write three letters, such as USD.");
}
