using System.Globalization;

namespace Sync.Simulator.Kit;

/// <summary>Writes amounts of a truth as people do.</summary>
internal static class TruthMoney
{
    /// <summary>Minor units in major ones.</summary>
    public static decimal Major(long minor, string currency) => currency switch { "JPY" or "KRW" => minor, "KWD" or "BHD" => minor / 1000m, _ => minor / 100m };

    /// <summary>The same as text, without a currency.</summary>
    public static string Text(long minor, string currency) => Major(minor, currency).ToString(CultureInfo.InvariantCulture);
}
