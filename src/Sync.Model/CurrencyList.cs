using System.Collections.Frozen;

namespace Sync.Model;

/// <summary>
/// The currencies of ISO 4217 by their decimals. Codes of funds, precious metals and for tests are left out: nothing is sold in
/// them.
/// </summary>
internal static class CurrencyList
{
    // Source: ISO 4217 table A.1 (current codes), and from table A.3 those withdrawn since 2014, since imported sales reach back:
    // ANG BGN BYR CUC HRK LTL LVL MRO SLL STD VEF ZWL.
    private static readonly (int Decimals, string Codes)[] Table =
    [
        (0, "BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"),
        (2, """
            AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUC CUP
            CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR
            KPW KYD KZT LAK LBP LKR LRD LSL LTL LVL MAD MDL MGA MKD MMK MNT MOP MRO MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD
            PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STD STN SVC SYP SZL THB TJS TMT TOP
            TRY TTD TWD TZS UAH USD UYU UZS VED VEF VES WST XCD XCG YER ZAR ZMW ZWG ZWL
            """),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
    ];

    /// <summary>How many decimals each has, by code.</summary>
    public static FrozenDictionary<string, int> Decimals { get; } = Table
        .SelectMany(t => t.Codes.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(code => (code, t.Decimals)))
        .ToFrozenDictionary(t => t.code, t => t.Decimals, StringComparer.Ordinal);
}
