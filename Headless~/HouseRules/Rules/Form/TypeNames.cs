using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Earshot.HouseRules;

/// <summary>A type's name says what it is; certain words never do. Data channels keep the W3C's name, and the stand-in
/// for Unity keeps Unity's.</summary>
public sealed partial class TypeNames : Rule
{
    private static readonly HashSet<string> Empty =
    [
        "Manager", "Managers", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Base", "Impl", "Data",
        "Info", "Infos", "Wrapper", "Wrappers",
    ];

    public override string Name => "type-names";

    public override IEnumerable<SourceFile[]> Broken =>
    [
        One("Runtime/Rtc/A.cs", "class TrackManager { }"),
        One("Runtime/Rtc/A.cs", "interface IAudioDataSource { }"),
        One("Tests/Runtime/A.cs", "class A { enum SdpUtils { } }"),
        One("Server~/A.cs", "record RTCInfo;"),
    ];

    public override IEnumerable<SourceFile[]> Kept =>
    [
        One("Runtime/Rtc/A.cs", "class DataChannel { } class Database { } class Base64Url { } class Information { }"),
        One("Headless~/UnityStandIn/A.cs", "class AudioClipDataInfo { }"),
    ];

    public override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (SourceFile file in tree.Code.Where(file => !file.IsIn("Headless~/UnityStandIn")))
        {
            foreach (MemberDeclarationSyntax type in file.Root.DescendantNodes().OfType<MemberDeclarationSyntax>())
            {
                string? name = (type as BaseTypeDeclarationSyntax)?.Identifier.Text
                    ?? (type as DelegateDeclarationSyntax)?.Identifier.Text;
                if (name == null) continue;
                foreach (Match word in Word().Matches(name.Replace("DataChannel", "Channel")))
                    if (Empty.Contains(word.Value))
                        yield return new(
                            file.Path, SourceFile.LineOf(type),
                            $"'{word.Value}' says nothing in {name}; say what it is");
            }
        }
    }

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z][a-z0-9]*")]
    private static partial Regex Word();
}
