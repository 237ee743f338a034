import openai

for text in ("good", "bad"):
    output = openai.Moderation.create(input=text)
    result = output["results"][0]
    print(result["flagged"], result["categories"]["hate"], result["category_scores"]["hate"])
    print(result.categories["hate/threatening"])
