import os

import google.generativeai as genai

genai.configure(
    api_key=os.environ["GOOGLE_API_KEY"],
    transport="rest",
    client_options={"api_endpoint": os.environ["GEMINI_BASE"]},
)
settings = {"temperature": 0.2, "max_output_tokens": 64}
model = genai.GenerativeModel(
    model_name="gemini-2.5-pro",
    generation_config=settings,
    system_instruction="be short",
    safety_settings=[{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}],
)
print(model.generate_content("say it").text)
print(model.generate_content("say more", generation_config=genai.types.GenerationConfig(max_output_tokens=8)).text)
