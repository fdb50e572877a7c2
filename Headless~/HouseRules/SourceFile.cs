using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Earshot.HouseRules;

/// <summary>A text file of the repository.</summary>
public sealed class SourceFile
{
    private static readonly CSharpParseOptions Newest =
        CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);

    private readonly Lazy<CompilationUnitSyntax> _root;

    /// <summary>Relative to the repository, with '/'.</summary>
    public string Path { get; }

    public string Text { get; }

    public SourceFile(string path, string text)
    {
        Path = path;
        Text = text;
        _root = new(() => CSharpSyntaxTree.ParseText(Text, Newest, Path).GetCompilationUnitRoot());
    }

    public bool IsCode => Path.EndsWith(".cs", StringComparison.Ordinal);

    /// <summary>What Unity compiles.</summary>
    public bool IsUnityCode => IsCode && (IsIn("Runtime") || IsIn("Editor") || IsIn("Tests") || IsIn("Samples~"));

    /// <summary>The file's name without folder and without anything from its first dot.</summary>
    public string Stem => Path[(Path.LastIndexOf('/') + 1)..].Split('.')[0];

    public string[] Lines => Text.Split('\n');

    /// <summary>The parsed C#.</summary>
    public CompilationUnitSyntax Root => _root.Value;

    /// <summary>True when the file stands in that folder or below.</summary>
    public bool IsIn(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    /// <summary>The line a node begins on, from 1.</summary>
    public static int LineOf(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
}
