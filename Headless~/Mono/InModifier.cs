using System;
using System.IO;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Earshot.Mono;

/// <summary>Mono 6.8's class library declares what returns a readonly reference, such as the indexer of
/// <see cref="ReadOnlySpan{T}"/>, without the modifier modreq(InAttribute) that netstandard2.1 and Unity's own class
/// library have. A call is bound by its signature, modifiers included; so the calls lose theirs here. It has no
/// System.Memory.dll either, which libraries for netstandard2.0 refer to; what they look for is in netstandard.
/// </summary>
public static class InModifier
{
    /// <summary>Copies an assembly, native ones as they are.</summary>
    public static void Strip(string from, string to)
    {
        try
        {
            using var beside = new DefaultAssemblyResolver();
            beside.AddSearchDirectory(Path.GetDirectoryName(from));
            var parameters = new ReaderParameters { AssemblyResolver = beside };
            using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(from, parameters);
            foreach (AssemblyNameReference reference in assembly.MainModule.AssemblyReferences)
            {
                if (reference.Name == "System.Memory")
                    (reference.Name, reference.Version) = ("netstandard", new Version(2, 1, 0, 0));
            }

            foreach (TypeDefinition type in assembly.MainModule.GetTypes())
            {
                foreach (MethodDefinition method in type.Methods)
                    if (method.HasBody) Strip(method.Body);
            }

            assembly.Write(to);
        }
        catch (BadImageFormatException)
        {
            File.Copy(from, to);
        }
    }

    private static void Strip(MethodBody body)
    {
        foreach (Instruction instruction in body.Instructions)
        {
            if (instruction.Operand is MethodReference { ReturnType: RequiredModifierType returned } called &&
                returned.ModifierType.Name == "InAttribute" && IsOfReadOnlySpan(called.DeclaringType))
                called.ReturnType = returned.ElementType;
        }
    }

    private static bool IsOfReadOnlySpan(TypeReference? type)
    {
        string name = type?.GetElementType().FullName ?? "";
        return name == "System.ReadOnlySpan`1" || name == "System.ReadOnlySpan`1/Enumerator";
    }
}
